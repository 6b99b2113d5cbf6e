using System.Diagnostics;
using System.Diagnostics.Metrics;
using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Index;

/// <summary>What the index tells of itself. Nothing is measured or allocated while nobody listens. Names and meanings: docs/monitoring.md.</summary>
public static class IndexMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "AttachmentPacs.Index";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Calls = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500] };

    private static readonly Histogram<double> Transaction = Meter.CreateHistogram(
        "attachmentpacs.index.transaction.duration", "s", "Time of a write transaction, its flush to the medium included.", [], Seconds);

    private static readonly Histogram<int> TransactionCalls = Meter.CreateHistogram(
        "attachmentpacs.index.transaction.calls", "{call}", "Calls that shared a committed transaction.", [], Calls);

    private static readonly Histogram<double> ReadTime = Meter.CreateHistogram(
        "attachmentpacs.index.read.duration", "s", "Time of a question to the index, by the contract's method.", [], Seconds);

    private static readonly ObservableUpDownCounter<long> Queue = Meter.CreateObservableUpDownCounter(
        "attachmentpacs.index.write.queue", () => Interlocked.Read(ref _waiting), "{call}", "Changes that wait for their transaction.");

    private static long _waiting;

    /// <summary>Makes the instruments known to who listens, before the first measurement.</summary>
    public static void Announce() => _ = Queue;

    /// <summary>Bytes that SQLite holds in this process: page caches and prepared statements.</summary>
    public static long SqliteMemory() => Library.MemoryUsed();

    internal static void EnterQueue() => Interlocked.Increment(ref _waiting);

    internal static void LeaveQueue(int calls) => Interlocked.Add(ref _waiting, -calls);

    internal static void RecordTransaction(long start, int calls, bool isCommitted)
    {
        if (Transaction.Enabled)
        {
            Transaction.Record(
                Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("outcome", isCommitted ? "committed" : "failed"));
        }

        if (isCommitted) TransactionCalls.Record(calls);
    }

    internal static void RecordRead(long start, string operation)
    {
        if (ReadTime.Enabled) ReadTime.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
    }
}
