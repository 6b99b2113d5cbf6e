namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Names that stand for bytes not yet known to be on the medium: from before they are given until the flush after it has succeeded. To the
/// index such a file is not there: a row must never rely on what somebody else is still writing. A name whose flush failed stays here until
/// it is removed or published again. Thread-safe.
/// </summary>
internal sealed class UnprovenNames
{
    private readonly Lock _gate = new();
    private readonly HashSet<BlobId> _names = [];

    /// <summary>Whether it was not among them.</summary>
    public bool Add(BlobId name)
    {
        lock (_gate) return _names.Add(name);
    }

    public void Remove(Publication publication)
    {
        lock (_gate)
        {
            foreach (NamedDraft draft in publication.Drafts) _names.Remove(draft.Id);
        }
    }

    public void Remove(BlobId name)
    {
        lock (_gate) _names.Remove(name);
    }

    public bool Contains(BlobId name)
    {
        lock (_gate) return _names.Contains(name);
    }
}
