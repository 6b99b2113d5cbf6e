using System.Diagnostics;
using System.Diagnostics.Metrics;
using AttachmentPacs.Core.Telemetry;

namespace AttachmentPacs.Core.Plugins;

/// <summary>What calls of plugins come to. Names and meanings: docs/monitoring.md.</summary>
internal static class PluginMetrics
{
    public const string Filter = "filter";
    public const string Stored = "stored";
    public const string Change = "change";

    private static readonly Histogram<double> CallTime = CoreMetrics.Meter.CreateHistogram<double>(
        "attachmentpacs.plugin.call.duration", "s", "Time of a call of a plugin, by plugin, kind of call and outcome.", [],
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private static readonly Counter<long> Missed = CoreMetrics.Meter.CreateCounter<long>(
        "attachmentpacs.plugin.missed", "{instance}", "Instances that a plugin was not told of or not asked about, by plugin and kind of call.");

    /// <summary>Makes the instruments known to who listens.</summary>
    public static void Announce() => _ = (CallTime, Missed);

    /// <summary>A call has ended, or is waited for no longer: <c>ok</c>, <c>refused</c>, <c>failed</c>, <c>timeout</c>.</summary>
    public static void RecordCall(string plugin, string kind, long start, string outcome) => CallTime.Record(
        Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("plugin", plugin), new KeyValuePair<string, object?>("call", kind),
        new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>There was no call: the queue was full, or the filter is suspended.</summary>
    public static void RecordMissed(string plugin, string kind, long count = 1) =>
        Missed.Add(count, new KeyValuePair<string, object?>("plugin", plugin), new KeyValuePair<string, object?>("call", kind));
}
