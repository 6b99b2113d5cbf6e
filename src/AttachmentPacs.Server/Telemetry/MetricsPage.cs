using System.Diagnostics.Metrics;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>What <c>/metrics</c> and <c>/tools/metrics-prometheus</c> show; <see cref="IsEnabled"/> is <c>/tools/metrics</c>.</summary>
internal sealed class MetricsPage : IDisposable
{
    private static readonly string[] Meters = [StorageMetrics.MeterName, IndexMetrics.MeterName, CoreMetrics.MeterName, ServerMetrics.MeterName];

    private readonly StoreGauges _store;
    private readonly MetricCollector _collector;

    public MetricsPage(StoreGauges store, TimeProvider time)
    {
        _store = store;
        _collector = new MetricCollector(IsOurs, time);
        StorageMetrics.Announce();
        IndexMetrics.Announce();
        CoreMetrics.Announce();
        ServerMetrics.Announce();
        DimseMetrics.Announce();
    }

    /// <summary>Whether anything is measured.</summary>
    public bool IsEnabled
    {
        get => _collector.IsEnabled;
        set => _collector.IsEnabled = value;
    }

    /// <summary>The page, with Orthanc's names below ours if asked for; empty while switched off.</summary>
    public async Task<byte[]> WriteAsync(bool withOrthanc, CancellationToken cancellationToken)
    {
        var text = new PrometheusText();
        if (!IsEnabled) return text.ToBytes();
        await _store.RefreshAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<MetricFamily> families = _collector.Collect();
        foreach (MetricFamily family in families) text.Write(family);
        if (withOrthanc) OrthancMetrics.Write(text, families, _store.Sample);
        return text.ToBytes();
    }

    public void Dispose() => _collector.Dispose();

    private bool IsOurs(Meter meter) => meter == _store.Meter || Meters.Contains(meter.Name);
}
