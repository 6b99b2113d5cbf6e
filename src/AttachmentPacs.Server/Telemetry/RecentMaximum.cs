namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// The largest value of the last 10 to 20 s, which is what Orthanc's gauges of durations show (contract 1.10). Two measurements in the
/// instant in which a window ends may cost one of them its place: these gauges are for a look, the histograms for counting.
/// </summary>
internal sealed class RecentMaximum(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly long _origin = time.GetTimestamp();
    private long _window;
    private double _current;
    private double _previous;

    public double Value
    {
        get
        {
            Turn();
            return Math.Max(Volatile.Read(ref _current), Volatile.Read(ref _previous));
        }
    }

    public void Observe(double value)
    {
        Turn();
        double seen = Volatile.Read(ref _current);
        while (value > seen)
        {
            double before = Interlocked.CompareExchange(ref _current, value, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    private void Turn()
    {
        long window = time.GetElapsedTime(_origin).Ticks / Window.Ticks;
        long seen = Interlocked.Read(ref _window);
        if (window == seen || Interlocked.CompareExchange(ref _window, window, seen) != seen) return;
        Volatile.Write(ref _previous, window == seen + 1 ? Volatile.Read(ref _current) : 0);
        Volatile.Write(ref _current, 0);
    }
}
