namespace AttachmentPacs.Cli.Progress;

/// <summary>How fast something grows, over the last seconds: for one reader at a time.</summary>
internal sealed class Speed(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Value)> _samples = new([(time.GetTimestamp(), 0)]);

    /// <summary>Notes how much it is now; how much came per second lately.</summary>
    public double Next(long value)
    {
        long now = time.GetTimestamp();
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().At, now) > Window) _samples.Dequeue();
        _samples.Enqueue((now, value));
        (long at, long first) = _samples.Peek();
        double seconds = time.GetElapsedTime(at, now).TotalSeconds;
        return seconds <= 0 ? 0 : (value - first) / seconds;
    }
}
