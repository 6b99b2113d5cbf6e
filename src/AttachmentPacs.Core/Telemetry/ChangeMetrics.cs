using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AttachmentPacs.Core.Changes;

namespace AttachmentPacs.Core.Telemetry;

/// <summary>What the consumers of the change log tell of themselves, by the consumer's name.</summary>
internal static class ChangeMetrics
{
    private static readonly ConcurrentDictionary<ChangeReader, bool> Running = [];

    private static readonly Counter<long> Delivered = CoreMetrics.Meter.CreateCounter<long>(
        "attachmentpacs.changes.delivered", "{change}", "Changes that a consumer of the change log has dealt with.");

    private static readonly Counter<long> Failures = CoreMetrics.Meter.CreateCounter<long>(
        "attachmentpacs.changes.failures", "{attempt}", "Attempts to bring changes to a consumer that failed; each is made again.");

    private static readonly ObservableGauge<long> Lag = CoreMetrics.Meter.CreateObservableGauge(
        "attachmentpacs.changes.lag", () => Running.Keys.Select(reader => new Measurement<long>(reader.Lag, Tag(reader.Consumer))), "{change}",
        "Changes of the log that a consumer is not done with yet.");

    /// <summary>Makes the instruments known to who listens.</summary>
    public static void Announce() => _ = (Delivered, Failures, Lag);

    /// <summary>Shows a reader's lag until disposed, and its counters from zero: a first event must be seen as a rise.</summary>
    public static IDisposable Show(ChangeReader reader)
    {
        _ = Lag;
        Running[reader] = true;
        Delivered.Add(0, Tag(reader.Consumer));
        Failures.Add(0, Tag(reader.Consumer));
        return new Shown(reader);
    }

    public static void RecordDelivered(string consumer, int changes) => Delivered.Add(changes, Tag(consumer));

    public static void RecordFailure(string consumer) => Failures.Add(1, Tag(consumer));

    private static KeyValuePair<string, object?> Tag(string consumer) => new("consumer", consumer);

    private sealed class Shown(ChangeReader reader) : IDisposable
    {
        public void Dispose() => Running.TryRemove(reader, out _);
    }
}
