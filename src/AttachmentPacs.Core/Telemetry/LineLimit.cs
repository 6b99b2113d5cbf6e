namespace AttachmentPacs.Core.Telemetry;

/// <summary>How many lines of one kind the log takes in a minute, so that a flood does not bury the others; the rest is counted. Thread-safe.</summary>
/// <param name="time">Tells the minutes.</param>
/// <param name="most">Most lines of a minute.</param>
public sealed class LineLimit(TimeProvider time, int most)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _start;
    private int _lines;
    private int _missed;

    /// <summary>How many were counted only, and not told of yet.</summary>
    public int Missed
    {
        get
        {
            lock (_lock) return _missed;
        }
    }

    /// <summary>Whether one more may be written, and how many were not in the minute before, which is to be said first.</summary>
    public (bool IsLogged, int Missed) Take()
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            int missed = 0;
            if ((now - _start).Duration() >= TimeSpan.FromMinutes(1)) (missed, _missed, _lines, _start) = (_missed, 0, 0, now);
            bool isLogged = _lines < most;
            if (isLogged) _lines++;
            else _missed++;
            return (isLogged, missed);
        }
    }
}
