namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// Tells when a peer has kept this side waiting for too long: with a read that brings nothing, or with a write that it does not take. Time in
/// which nobody waits for the peer does not count. The timer is set anew only when it runs out: a read costs two timestamps.
/// </summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Func<bool> _mayBeSilent = () => false;
    private Action _expired = () => { };
    private TimeSpan _limit;
    private long _readSince;
    private long _writtenSince;
    private volatile bool _isReading;
    private volatile bool _isWriting;

    public IdleTimer(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((IdleTimer)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on no wait may last longer, but for reads in which the peer may be silent, as it waits for this side.</summary>
    public void Start(TimeSpan limit, Func<bool> mayBeSilent, Action expired)
    {
        (_limit, _mayBeSilent, _expired) = (limit, mayBeSilent, expired);
        Touch();
        Volatile.Write(ref _writtenSince, _time.GetTimestamp());
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A read begins (true) or has ended.</summary>
    public void Reading(bool isReading)
    {
        Touch();
        _isReading = isReading;
    }

    /// <summary>A write begins (true) or has ended. What the peer says is waited for from there on.</summary>
    public void Writing(bool isWriting)
    {
        Volatile.Write(ref _writtenSince, _time.GetTimestamp());
        Touch();
        _isWriting = isWriting;
    }

    /// <summary>The peer's time to speak begins now.</summary>
    public void Touch() => Volatile.Write(ref _readSince, _time.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (!_isReading || _isWriting || _mayBeSilent()) Touch();
        TimeSpan left = Left(ref _readSince);
        if (_isWriting && Left(ref _writtenSince) is var toWrite && toWrite < left) left = toWrite;
        if (left > TimeSpan.Zero) _timer.Change(left, Timeout.InfiniteTimeSpan);
        else _expired();
    }

    private TimeSpan Left(ref long since) => _limit - _time.GetElapsedTime(Volatile.Read(ref since));
}
