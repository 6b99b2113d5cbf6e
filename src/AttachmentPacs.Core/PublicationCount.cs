namespace AttachmentPacs.Core;

/// <summary>
/// Counts the writes that are between their first published blob and their index transaction: a stop in the middle of one is no clean stop.
/// </summary>
public sealed class PublicationCount
{
    private int _running;

    /// <summary>No write is in between.</summary>
    public bool IsIdle => Volatile.Read(ref _running) == 0;

    internal void Enter() => Interlocked.Increment(ref _running);

    internal void Leave() => Interlocked.Decrement(ref _running);
}
