using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>Kinds of families, as the exposition format names them.</summary>
internal enum MetricKind
{
    Gauge,
    Counter,
    Histogram,
}

/// <summary>All series of one instrument, under the name by which they are exposed.</summary>
internal sealed class MetricFamily
{
    // More than the routes, methods and status classes together can make: beyond it somebody labels by what clients send.
    private const int MaxSeries = 5000;

    private static readonly double[] DefaultBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    private readonly ConcurrentDictionary<TagSet, Series> _series = new(TagSet.ByValue);
    private readonly ConcurrentDictionary<TagSet, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _find;
    private readonly bool _isObserved;
    private int _count;

    public MetricFamily(Instrument instrument, TimeProvider time)
    {
        Kind = KindOf(instrument);
        Name = NameOf(instrument, Kind);
        Instrument = instrument.Name;
        Help = instrument.Description ?? "";
        Bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
        Recent = new RecentMaximum(time);
        _isObserved = instrument.IsObservable;
        _find = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    public MetricKind Kind { get; }

    /// <summary>As in <c>attachmentpacs_ingest_duration_seconds</c>.</summary>
    public string Name { get; }

    /// <summary>As in <c>attachmentpacs.ingest.duration</c>.</summary>
    public string Instrument { get; }

    public string Help { get; }

    /// <summary>Upper bounds of a histogram's buckets.</summary>
    public double[] Bounds { get; }

    /// <summary>Largest value of late, over all series.</summary>
    public RecentMaximum Recent { get; }

    public IEnumerable<KeyValuePair<TagSet, Series>> Series => _series;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_find.TryGetValue(tags, out Series? series)) series = Add(tags);
        if (_isObserved)
        {
            series.Set(value);
        }
        else if (Kind == MetricKind.Histogram)
        {
            series.Observe(value);
            Recent.Observe(value);
        }
        else
        {
            series.Add(value);
        }
    }

    private Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        TagSet set = Interlocked.Increment(ref _count) > MaxSeries ? TagSet.Overflow : new TagSet(tags);
        return _series.GetOrAdd(set, static (_, bounds) => new Series(bounds), Bounds);
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        Type kind = instrument.GetType().GetGenericTypeDefinition();
        if (kind == typeof(Histogram<>)) return MetricKind.Histogram;
        return kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? MetricKind.Counter : MetricKind.Gauge;
    }

    // The OpenTelemetry convention for names in Prometheus: dots become underscores, the unit and then _total follow.
    private static string NameOf(Instrument instrument, MetricKind kind) =>
        instrument.Name.Replace('.', '_')
        + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }
        + (kind == MetricKind.Counter ? "_total" : "");

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(each => (double)each)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(each => (double)each)],
        _ => DefaultBounds,
    };
}
