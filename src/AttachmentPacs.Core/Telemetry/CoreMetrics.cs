using System.Diagnostics;
using System.Diagnostics.Metrics;
using AttachmentPacs.Core.Plugins;

namespace AttachmentPacs.Core.Telemetry;

/// <summary>What the orchestrators tell of themselves. Nothing is measured or allocated while nobody listens. Names and meanings: docs/monitoring.md.</summary>
public static class CoreMetrics
{
    /// <summary>Name of the meter, and of the source of traces.</summary>
    public const string MeterName = "AttachmentPacs.Core";

    internal static Meter Meter { get; } = new(MeterName);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private static readonly Histogram<double> IngestTime = Meter.CreateHistogram(
        "attachmentpacs.ingest.duration", "s", "Time of an instance on its way in, by outcome and, for refused ones, reason.", [], Seconds);

    private static readonly Histogram<double> StepTime = Meter.CreateHistogram(
        "attachmentpacs.ingest.step.duration", "s", "Time of each step of an instance on its way in.", [], Seconds);

    private static readonly Histogram<double> ReadTime = Meter.CreateHistogram(
        "attachmentpacs.attachment.read.duration", "s", "Time of an attachment's reading, the receiver's pace included.", [], Seconds);

    private static readonly Counter<long> ReadBytes = Meter.CreateCounter<long>(
        "attachmentpacs.attachment.read", "By", "Bytes of attachments that were handed out, verified.");

    private static readonly Counter<long> Damaged = Meter.CreateCounter<long>(
        "attachmentpacs.attachment.damaged", "{attachment}", "Attachments found damaged or missing, and marked; a summary among them is remade.");

    private static readonly ObservableUpDownCounter<long> InFlight = Meter.CreateObservableUpDownCounter(
        "attachmentpacs.ingest.in_flight", () => Interlocked.Read(ref _inFlight), "{instance}", "Instances on their way in.");

    private static readonly ObservableUpDownCounter<long> Budget = Meter.CreateObservableUpDownCounter(
        "attachmentpacs.ingest.budget.used", () => Interlocked.Read(ref _budget), "By",
        "Memory that the heads of instances on their way in hold, of Limits:IngestBytes.");

    private static long _inFlight;
    private static long _budget;

    internal static Counter<long> IngestBytes { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.ingest.received", "By", "Bytes of instances received, whatever became of them.");

    internal static Counter<long> Condemned { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.collector.condemned", "{blob}", "Blobs without reference that the index condemned; those that could not be removed are counted each time.");

    internal static Counter<long> Removed { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.collector.removed", "{blob}", "Blobs without reference whose files were removed.");

    internal static Counter<long> Sweeps { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.collector.sweeps", "{sweep}", "Searches of the whole store for files that no row names.");

    internal static Counter<long> Orphans { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.collector.orphans", "{blob}", "Files that no row named, found by a search and removed.");

    /// <summary>Makes the instruments known to who listens, counters with their zeros: a first event must be seen as a rise.</summary>
    public static void Announce()
    {
        _ = (InFlight, Budget);
        ChangeMetrics.Announce();
        PluginMetrics.Announce();
        foreach (Counter<long> counter in (ReadOnlySpan<Counter<long>>)[ReadBytes, IngestBytes, Condemned, Removed, Sweeps, Orphans]) counter.Add(0);
        RecordDamage(isSummary: false, 0);
        RecordDamage(isSummary: true, 0);
    }

    internal static void EnterIngest() => Interlocked.Increment(ref _inFlight);

    internal static void LeaveIngest(long start, string outcome, string reason)
    {
        Interlocked.Decrement(ref _inFlight);
        if (!IngestTime.Enabled) return;
        IngestTime.Record(
            Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("reason", reason));
    }

    internal static void RecordStep(long start, string step)
    {
        if (StepTime.Enabled) StepTime.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("step", step));
    }

    internal static void RecordRead(long start, string form, long bytes)
    {
        if (ReadTime.Enabled) ReadTime.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("form", form));
        ReadBytes.Add(bytes);
    }

    internal static void RecordDamage(bool isSummary, long count = 1) =>
        Damaged.Add(count, new KeyValuePair<string, object?>("kind", isSummary ? "summary" : "original"));

    internal static void UseBudget(long bytes) => Interlocked.Add(ref _budget, bytes);
}
