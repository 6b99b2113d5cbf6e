namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// Tells when a peer has been silent for too long. The timer is set anew only when it runs out: a read costs a timestamp.
/// </summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Func<bool> _isBusy = () => false;
    private Action _expired = () => { };
    private TimeSpan _limit;
    private long _heard;

    public IdleTimer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((IdleTimer)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on silence may last so long, but for the time in which this side is busy and the peer only waits.</summary>
    public void Start(TimeSpan limit, Func<bool> isBusy, Action expired)
    {
        (_limit, _isBusy, _expired) = (limit, isBusy, expired);
        Touch();
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The peer was heard, or took something, or the wait for this side is over.</summary>
    public void Touch() => Volatile.Write(ref _heard, _time.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_isBusy()) Touch();
        TimeSpan left = _limit - _time.GetElapsedTime(Volatile.Read(ref _heard));
        if (left > TimeSpan.Zero) _timer.Change(left, Timeout.InfiniteTimeSpan);
        else _expired();
    }
}
