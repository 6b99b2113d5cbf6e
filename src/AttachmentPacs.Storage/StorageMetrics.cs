using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AttachmentPacs.Storage;

/// <summary>What the file store tells of itself. Nothing is measured or allocated while nobody listens. Names and meanings: docs/monitoring.md.</summary>
public static class StorageMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AttachmentPacs.Storage";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Files = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] };

    private static readonly Histogram<double> Flush = Meter.CreateHistogram(
        "attachmentpacs.storage.flush.duration", "s", "Time a group of drafts took to become durable.", [], Seconds);

    private static readonly Histogram<int> FlushFiles = Meter.CreateHistogram(
        "attachmentpacs.storage.flush.files", "{file}", "Files that became durable together.", [], Files);

    private static readonly Histogram<double> FirstBlock = Meter.CreateHistogram(
        "attachmentpacs.storage.first_block.duration", "s", "Time from opening a blob until its first bytes were read and verified.", [], Seconds);

    private static readonly ObservableUpDownCounter<long> Queue = Meter.CreateObservableUpDownCounter(
        "attachmentpacs.storage.publish.queue", () => Interlocked.Read(ref _publishing), "{publication}",
        "Publications that wait for a flush or are in one.");

    private static long _publishing;

    /// <summary>Flushes asked of the operating system.</summary>
    internal static Counter<long> FlushCalls { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.storage.flush.calls", "{call}", "Flushes asked of the operating system.");

    /// <summary>Stored bytes of blocks that matched their hash.</summary>
    internal static Counter<long> VerifiedBytes { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.storage.verified", "By", "Stored bytes that were read and matched their hashes.");

    /// <summary>Reads that memory answered.</summary>
    internal static Counter<long> KeptReads { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.storage.kept_reads", "{read}", "Reads of contents that were answered from memory.");

    /// <summary>Stored bytes of files that got their name.</summary>
    internal static Counter<long> WrittenBytes { get; } = Meter.CreateCounter<long>(
        "attachmentpacs.storage.written", "By", "Stored bytes of files that got their name in the store.");

    /// <summary>Makes the instruments known to who listens, counters with their zeros: a first event must be seen as a rise.</summary>
    public static void Announce()
    {
        foreach (Counter<long> counter in (ReadOnlySpan<Counter<long>>)[FlushCalls, VerifiedBytes, KeptReads, WrittenBytes]) counter.Add(0);
    }

    internal static void EnterQueue() => Interlocked.Increment(ref _publishing);

    internal static void LeaveQueue(int publications) => Interlocked.Add(ref _publishing, -publications);

    internal static void RecordFlush(long start, int files)
    {
        if (Flush.Enabled) Flush.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        FlushFiles.Record(files);
    }

    internal static void RecordFirstBlock(long start)
    {
        if (FirstBlock.Enabled) FirstBlock.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }
}
