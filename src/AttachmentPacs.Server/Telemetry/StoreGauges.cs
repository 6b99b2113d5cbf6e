using System.Diagnostics.Metrics;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Gauges of what the store holds. They show a sample that is taken when somebody asks, one at a time, and waited for no longer than
/// <see cref="Patience"/>: a disk that hangs leaves the last sample standing, and its age grows.
/// </summary>
internal sealed class StoreGauges : IDisposable
{
    public const string MeterName = "AttachmentPacs.Store";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly IIndex _index;
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreGauges> _log;
    private readonly Lock _gate = new();
    private Task _sampling = Task.CompletedTask;
    private volatile StoreSample? _sample;
    private long _taken;
    private long _begun;

    public StoreGauges(IIndex index, ServerOptions options, TimeProvider time, ILogger<StoreGauges> log)
    {
        (_index, _options, _time, _log) = (index, options, time, log);
        _begun = _taken = time.GetTimestamp();
        Meter = new Meter(MeterName);
        Meter.CreateObservableGauge("attachmentpacs.store.resources", Resources, "{resource}", "Resources of the archive, by level.");
        Gauge("attachmentpacs.store.stored", "By", "Bytes of all attachments as they are stored.", sample => sample.Statistics.CompressedSize);
        Gauge("attachmentpacs.store.content", "By", "Bytes of all attachments, uncompressed.", sample => sample.Statistics.UncompressedSize);
        Gauge("attachmentpacs.store.last_change", "{change}", "Last sequence of the change log.", sample => sample.LastChange);
        Gauge("attachmentpacs.storage.free", "By", "Free space of the store's file system.", sample => sample.Storage.Free);
        Gauge("attachmentpacs.storage.size", "By", "Size of the store's file system.", sample => sample.Storage.Total);
        Gauge("attachmentpacs.index.free", "By", "Free space of the index's file system.", sample => sample.Index.Free);
        Gauge("attachmentpacs.index.size", "By", "Size of the index's file system.", sample => sample.Index.Total);
        Gauge("attachmentpacs.index.file", "By", "Size of the index's file.", sample => sample.IndexBytes);
        Gauge("attachmentpacs.index.wal", "By", "Size of the index's write-ahead log.", sample => sample.JournalBytes);
        Meter.CreateObservableGauge("attachmentpacs.index.memory", IndexMetrics.SqliteMemory, "By", "Memory that SQLite holds: page caches and statements.");
        Meter.CreateObservableGauge("attachmentpacs.store.sample.age", () => Age.TotalSeconds, "s", "Age of the sample that the store's gauges show.");
    }

    /// <summary>The meter of this archive, and of no other in the same process.</summary>
    public Meter Meter { get; }

    /// <summary>The last sample; null before the first.</summary>
    public StoreSample? Sample => _sample;

    private TimeSpan Age => _time.GetElapsedTime(Interlocked.Read(ref _taken));

    /// <summary>Takes a new sample, if that is possible within <see cref="Patience"/>.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Begin().WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Shown: the age of the sample goes on growing.
            _log.SampleLate(Patience);
        }
    }

    public void Dispose() => Meter.Dispose();

    private Task Begin()
    {
        lock (_gate)
        {
            if (!_sampling.IsCompleted) return _sampling;
            Interlocked.Exchange(ref _begun, _time.GetTimestamp());
            return _sampling = Task.Run(TakeAsync);
        }
    }

    private async Task TakeAsync()
    {
        try
        {
            _sample = await StoreSample.TakeAsync(_index, _options).ConfigureAwait(false);
            Interlocked.Exchange(ref _taken, _time.GetTimestamp());
        }
        catch (Exception e)
        {
            // Whatever it is, the age of the sample tells it, too, and the page shows what else there is.
            _log.SampleFailed(e);
        }
    }

    private void Gauge(string name, string unit, string help, Func<StoreSample, long> value) =>
        Meter.CreateObservableGauge(name, () => Read(sample => [new Measurement<long>(value(sample))]), unit, help);

    private Measurement<long>[] Resources() => Read(sample =>
    [
        Level("patient", sample.Statistics.Patients), Level("study", sample.Statistics.Studies),
        Level("series", sample.Statistics.Series), Level("instance", sample.Statistics.Instances),
    ]);

    // Whoever reads without asking first (the exporter's timer) has a new sample next time. All gauges are read together, and ask once.
    private Measurement<long>[] Read(Func<StoreSample, Measurement<long>[]> values)
    {
        if (_time.GetElapsedTime(Interlocked.Read(ref _begun)) > Fresh) _ = Begin();
        return _sample is { } sample ? values(sample) : [];
    }

    private static Measurement<long> Level(string level, long count) => new(count, new KeyValuePair<string, object?>("level", level));
}
