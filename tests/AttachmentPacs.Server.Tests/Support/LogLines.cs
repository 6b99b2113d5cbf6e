using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Keeps what a server in this process logs.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Number, string Text)> _lines = [];

    /// <summary>Texts of the lines with a number.</summary>
    public string[] Of(int number) => [.. _lines.Where(line => line.Number == number).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(_lines);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(int Number, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
