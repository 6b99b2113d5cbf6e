namespace AttachmentPacs.Core.Quota;

/// <summary>
/// Room that is kept for one write, from before its files are published until the index has answered. While it is held nothing is recycled.
/// </summary>
internal sealed class Room(StorageQuota? quota, Need kept) : IDisposable
{
    private readonly StorageQuota? _quota = quota;
    private Need _kept = kept;
    private bool _isLeft;

    /// <summary>Of an archive without limits.</summary>
    public static Room Unlimited { get; } = new(null, default);

    /// <summary>
    /// The index has answered: gives back what it did not take. Without this, as after a failed call, all counts as taken until it is
    /// counted anew: a commit whose answer was lost must not make the archive seem emptier than it is.
    /// </summary>
    public void Settle(Need taken)
    {
        if (_quota is null) return;
        Need free = _kept - taken;
        var back = new Need(Math.Max(0, free.Size), Math.Max(0, free.Patients));
        _kept -= back;
        _quota.GiveBack(back);
    }

    public void Dispose()
    {
        if (_quota is null || _isLeft) return;
        _isLeft = true;
        _quota.Leave();
    }
}
