using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Cli.Progress;

/// <summary>
/// What is to be said while the work goes on: lines on standard error, above the progress bar if there is one. A storm of them is cut off:
/// a fault that every file has is said twenty times, then counted.
/// </summary>
internal sealed class Notices : IDisposable
{
    private const int Most = 20;

    private readonly Lock _gate = new();
    private readonly TextWriter _error;
    private int _unsaid;
    private int _said;

    public Notices(TextWriter error)
    {
        _error = error;
        Write = _error.WriteLine;
        Logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new Provider(this)));
    }

    /// <summary>Where lines go; a live display puts itself in between.</summary>
    public Action<string> Write { get; set; }

    /// <summary>For the parts of the archive that log: their warnings and errors become notices.</summary>
    public ILoggerFactory Logs { get; }

    public void Say(string line)
    {
        lock (_gate)
        {
            if (_said++ < Most) Write(Printable.Of(line));
            else _unsaid++;
        }
    }

    /// <summary>How many lines were not said; empty if none.</summary>
    public string Rest()
    {
        lock (_gate) return _unsaid == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{_unsaid} more notices of this kind were not shown.");
    }

    public void Dispose() => Logs.Dispose();

    private sealed class Provider(Notices notices) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            notices.Say($"{logLevel} {eventId.Id}: {formatter(state, exception)}{(exception is null ? "" : $" ({exception.Message})")}");

        public void Dispose()
        {
        }
    }
}
