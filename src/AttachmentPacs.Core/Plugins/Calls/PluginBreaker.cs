namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>
/// Stops asking a filter that has not answered several times in a row: each of its timeouts costs a sender that time, and a thread for as long as
/// it hangs. After a pause one call tries whether it answers again.
/// </summary>
internal sealed class PluginBreaker(TimeProvider time)
{
    /// <summary>Timeouts in a row that open it.</summary>
    public const int Most = 5;

    /// <summary>Time between two trials.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private int _timeouts;
    private long _since;

    /// <summary>The filter is not asked, trials aside.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate) return _timeouts >= Most;
        }
    }

    /// <summary>Whether this call may ask. Where it is open, one call may in each pause.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_timeouts < Most) return true;
            if (time.GetElapsedTime(_since) < Pause) return false;
            _since = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>It did not answer in time. True: from now on it is not asked.</summary>
    public bool TimedOut()
    {
        lock (_gate)
        {
            _since = time.GetTimestamp();
            return ++_timeouts == Most;
        }
    }

    /// <summary>It has answered, be it by an exception. True: from now on it is asked again.</summary>
    public bool Answered()
    {
        lock (_gate)
        {
            bool wasOpen = _timeouts >= Most;
            _timeouts = 0;
            return wasOpen;
        }
    }
}
