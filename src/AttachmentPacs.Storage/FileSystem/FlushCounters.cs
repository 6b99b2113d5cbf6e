namespace AttachmentPacs.Storage.FileSystem;

/// <summary>What a store has flushed since it was opened: counts, not bytes.</summary>
/// <param name="Contents">Files whose content reached the medium before their rename.</param>
/// <param name="Names">Files whose directory entry reached the medium before their publisher was told.</param>
/// <param name="Calls">Flushes asked of the operating system. Less than the sum of the other two where callers shared them.</param>
public readonly record struct FlushCounts(long Contents, long Names, long Calls);

internal sealed class FlushCounters
{
    private long _contents;
    private long _names;
    private long _calls;

    public FlushCounts Counts => new(Interlocked.Read(ref _contents), Interlocked.Read(ref _names), Interlocked.Read(ref _calls));

    public void AddContents(int files) => Interlocked.Add(ref _contents, files);

    public void AddNames(int files) => Interlocked.Add(ref _names, files);

    public void AddCall()
    {
        Interlocked.Increment(ref _calls);
        StorageMetrics.FlushCalls.Add(1);
    }
}
