namespace AttachmentPacs.Server.Telemetry;

/// <summary>Counts the lines of the log by level; writes nothing.</summary>
internal sealed class CountingLoggerProvider : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        ServerMetrics.CountLine(logLevel);

    public void Dispose()
    {
    }
}
