using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Tests.Support;

/// <summary>Keeps what is logged.</summary>
internal sealed class RecordingLog<T>(ConcurrentQueue<(int Number, string Text)> lines) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((eventId.Id, formatter(state, exception)));
}
