using System.Diagnostics.Metrics;
using System.Text;
using AttachmentPacs.Server.Telemetry;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Telemetry;

/// <summary>From instruments to text: kinds, names, buckets, escapes, and no allocation on the way in.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MetricCollector _collector;

    public PrometheusTextTests() => _collector = new MetricCollector(meter => meter == _meter, TimeProvider.System);

    [Fact]
    public void Instruments_are_written_byte_for_byte_as_the_format_wants_them()
    {
        _meter.CreateObservableGauge("b.level", () => 1.5, "By", "Back\\slash and\nnew line.");
        Counter<long> counter = _meter.CreateCounter<long>("a.events", "{event}", "Events.");
        Histogram<double> histogram = _meter.CreateHistogram(
            "c.time", "s", "Time.", [], new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        counter.Add(2, new KeyValuePair<string, object?>("kind", "say \"hi\"\\\n"));
        counter.Add(3);
        foreach (double value in (double[])[0.1, 0.5, 7]) histogram.Record(value, new KeyValuePair<string, object?>("step", "x"));

        Assert.Equal(
            """
            # HELP a_events_total Events.
            # TYPE a_events_total counter
            a_events_total 3
            a_events_total{kind="say \"hi\"\\\n"} 2
            # HELP b_level_bytes Back\\slash and\nnew line.
            # TYPE b_level_bytes gauge
            b_level_bytes 1.5
            # HELP c_time_seconds Time.
            # TYPE c_time_seconds histogram
            c_time_seconds_bucket{step="x",le="0.1"} 1
            c_time_seconds_bucket{step="x",le="1"} 2
            c_time_seconds_bucket{step="x",le="+Inf"} 3
            c_time_seconds_sum{step="x"} 7.6
            c_time_seconds_count{step="x"} 3

            """,
            Text());
        _ = new Exposition(Text());
    }

    [Fact]
    public void Measuring_allocates_nothing_whether_somebody_listens_or_not()
    {
        Histogram<double> histogram = _meter.CreateHistogram<double>("time", "s", "Time.");
        Counter<long> counter = _meter.CreateCounter<long>("bytes", "By", "Bytes.");
        Measure(histogram, counter);
        long listening = Measure(histogram, counter);
        _collector.IsEnabled = false;
        long alone = Measure(histogram, counter);

        Assert.Equal((0, 0), (listening, alone));
    }

    [Fact]
    public void Threads_that_measure_at_once_lose_nothing()
    {
        Histogram<double> histogram = _meter.CreateHistogram<double>("time", "s", "Time.");
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 10_000; i++) histogram.Record(0.25);
        });

        var exposition = new Exposition(Text());
        Assert.Equal(80_000, exposition.Sum("time_seconds_count"));
        Assert.Equal(20_000, exposition.Sum("time_seconds_sum"));
    }

    [Fact]
    public void Labels_without_end_are_put_together_beyond_a_limit()
    {
        Counter<long> counter = _meter.CreateCounter<long>("events", "{event}", "Events.");
        for (int i = 0; i < 6000; i++) counter.Add(1, new KeyValuePair<string, object?>("number", i));

        var exposition = new Exposition(Text());
        Assert.Equal(5001, exposition.Samples.Count);
        Assert.Equal(1000, exposition.Sum("events_total", "overflow=true"));
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    private static long Measure(Histogram<double> histogram, Counter<long> counter)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            histogram.Record(
                0.5, new KeyValuePair<string, object?>("route", "/instances"), new KeyValuePair<string, object?>("method", "POST"),
                new KeyValuePair<string, object?>("status", "2xx"));
            counter.Add(17);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private string Text()
    {
        var text = new PrometheusText();
        foreach (MetricFamily family in _collector.Collect()) text.Write(family);
        return Encoding.UTF8.GetString(text.ToBytes());
    }
}
