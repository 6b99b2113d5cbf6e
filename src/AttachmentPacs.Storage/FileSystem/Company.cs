namespace AttachmentPacs.Storage.FileSystem;

/// <summary>How many callers have a draft in hand, from its first byte until they let go of it: those who may share a flush. Thread-safe.</summary>
internal sealed class Company
{
    private int _callers;

    public int Callers => Volatile.Read(ref _callers);

    public void Enter() => Interlocked.Increment(ref _callers);

    public void Leave() => Interlocked.Decrement(ref _callers);
}
