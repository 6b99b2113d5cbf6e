using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Keeps what the instruments of this program measure, while it is switched on. Counters go on where they were when it is switched off and
/// on again; what was measured in between is not in them. Safe for use by many threads.
/// </summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = [];
    private readonly Func<Meter, bool> _isOurs;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private MeterListener? _listener;

    /// <param name="isOurs">Which meters to listen to.</param>
    /// <param name="time">Of the recent maxima.</param>
    public MetricCollector(Func<Meter, bool> isOurs, TimeProvider time)
    {
        _isOurs = isOurs;
        _time = time;
        IsEnabled = true;
    }

    /// <summary>Whether anything is measured; true at first.</summary>
    public bool IsEnabled
    {
        get => Volatile.Read(ref _listener) is not null;
        set
        {
            lock (_gate)
            {
                if (value == _listener is not null) return;
                _listener?.Dispose();
                Volatile.Write(ref _listener, value ? Listen() : null);
            }
        }
    }

    /// <summary>All families in the order of their names, observed ones asked just now; none while switched off.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        lock (_gate)
        {
            if (_listener is null) return [];
            _listener.RecordObservableInstruments();
            return [.. _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => IsEnabled = false;

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (_isOurs(instrument.Meter)) self.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, each => new MetricFamily(each, _time)));
            },
        };
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.Start();
        return listener;
    }
}
