using System.Diagnostics.Tracing;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>Hears from the OpenTelemetry library that something did not arrive, which it tells nobody else, and says so in the log, at most every 10 minutes.</summary>
internal sealed class ExportWatch(ILogger log, TimeProvider time) : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private long? _said;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source) EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class's constructor already listens.
        if (eventData.EventSource.Name != Source || _gate is null) return;
        lock (_gate)
        {
            if (_said is { } said && time.GetElapsedTime(said) < Every) return;
            _said = time.GetTimestamp();
        }

        string problem = string.Join(", ", eventData.Payload?.Select(each => each?.ToString()?.Split('\n')[0]) ?? []);
        log.ExportFailed($"{eventData.EventName}: {problem}");
    }
}
