namespace AttachmentPacs.Server.Telemetry;

/// <summary>What was measured under one set of labels. Written by many threads at once, read at any time.</summary>
internal sealed class Series
{
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private double _value;

    /// <param name="bounds">Upper bounds of a histogram's buckets, ascending; none for a single number.</param>
    public Series(double[] bounds)
    {
        _bounds = bounds;
        _buckets = new long[bounds.Length + 1];
    }

    /// <summary>The number, or a histogram's sum.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>How many values fell into each bucket, the last one beyond all bounds. Their sum is the count: it fits them at any moment.</summary>
    public long[] Buckets()
    {
        var counts = new long[_buckets.Length];
        for (int i = 0; i < counts.Length; i++) counts[i] = Interlocked.Read(ref _buckets[i]);
        return counts;
    }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        double seen = Volatile.Read(ref _value);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen)) return;
            seen = before;
        }
    }

    /// <summary>Counts a value into its bucket: the first whose bound is not below it.</summary>
    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }
}
