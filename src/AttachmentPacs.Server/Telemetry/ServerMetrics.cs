using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>What the doors, the log and the process tell of themselves. Nothing is measured while nobody listens. Names and meanings: docs/monitoring.md.</summary>
internal static class ServerMetrics
{
    public const string MeterName = "AttachmentPacs.Server";

    private static readonly Meter Meter = new(MeterName);

    private static readonly long Start = Stopwatch.GetTimestamp();

    private static readonly string[] Generations = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(each => each.ToString(CultureInfo.InvariantCulture))];

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private static readonly Histogram<double> Requests = Meter.CreateHistogram(
        "attachmentpacs.http.request.duration", "s", "Time of a request, by route template, method and class of status.", [], Seconds);

    private static readonly Counter<long> Received = Meter.CreateCounter<long>("attachmentpacs.http.received", "By", "Bytes of request bodies, as they came.");

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("attachmentpacs.http.sent", "By", "Bytes of answers' bodies.");

    private static readonly Counter<long> LogLines = Meter.CreateCounter<long>("attachmentpacs.log.lines", "{line}", "Lines written to the log, by level.");

    private static long _inFlight;

    static ServerMetrics()
    {
        Meter.CreateObservableUpDownCounter("attachmentpacs.http.in_flight", () => Interlocked.Read(ref _inFlight), "{request}", "Requests under way.");
        Meter.CreateObservableGauge(
            "attachmentpacs.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", Product.Version)), null, "Always 1; the label names the version.");
        Meter.CreateObservableGauge("attachmentpacs.process.uptime", () => Stopwatch.GetElapsedTime(Start).TotalSeconds, "s", "Time since the start.");
        Meter.CreateObservableCounter("attachmentpacs.process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "CPU time, user and system.");
        Meter.CreateObservableGauge("attachmentpacs.process.memory.resident", () => Environment.WorkingSet, "By", "Resident memory.");
        Meter.CreateObservableGauge("attachmentpacs.process.memory.heap", () => GC.GetTotalMemory(false), "By", "Managed heap in use.");
        Meter.CreateObservableCounter("attachmentpacs.process.allocated", () => GC.GetTotalAllocatedBytes(), "By", "Managed memory allocated so far.");
        Meter.CreateObservableCounter("attachmentpacs.process.gc.pause", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time the process stood still for the garbage collector.");
        Meter.CreateObservableCounter("attachmentpacs.process.gc.collections", Collections, "{collection}", "Garbage collections, by generation.");
        Meter.CreateObservableGauge("attachmentpacs.process.threads", () => ThreadPool.ThreadCount, "{thread}", "Threads of the pool.");
        Meter.CreateObservableGauge("attachmentpacs.process.work.queue", () => ThreadPool.PendingWorkItemCount, "{item}", "Work that waits for a thread of the pool.");
    }

    /// <summary>Makes the instruments known to who listens, counters with their zeros: a first event must be seen as a rise.</summary>
    public static void Announce()
    {
        Received.Add(0);
        Sent.Add(0);
        for (LogLevel level = LogLevel.Debug; level <= LogLevel.Critical; level++) CountLine(level, 0);
    }

    public static void EnterRequest() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request has ended. No label may come from a client: <paramref name="route"/> is a template, the others are from short lists.</summary>
    public static void LeaveRequest(double seconds, string route, string method, string status, long received, long sent)
    {
        Interlocked.Decrement(ref _inFlight);
        Requests.Record(
            seconds, new KeyValuePair<string, object?>("route", route), new KeyValuePair<string, object?>("method", method),
            new KeyValuePair<string, object?>("status", status));
        Received.Add(received);
        Sent.Add(sent);
    }

    public static void CountLine(LogLevel level, long lines = 1) => LogLines.Add(lines, new KeyValuePair<string, object?>("level", level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "information",
        _ => "debug",
    }));

    private static IEnumerable<Measurement<long>> Collections() =>
        Generations.Select((name, number) => new Measurement<long>(GC.CollectionCount(number), new KeyValuePair<string, object?>("generation", name)));
}
