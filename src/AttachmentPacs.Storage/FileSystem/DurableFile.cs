using System.Diagnostics;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// The one durable write path. A group of callers goes through it together; when it returns, every file whose publication has no failure
/// survives a power cut under its name. The argument is in docs/design/storage.md, "The durable write".
/// </summary>
internal sealed class DurableFile(BlobPaths paths, Medium medium, Durability durability, FlushCounters counters, UnprovenNames unproven)
{
    private readonly Naming _naming = new(paths);

    /// <summary>
    /// 1. Gives names that are not taken; each caller does so for itself, before it joins a group. Until 3 they stand for bytes that a power cut can
    /// take back: no index row may come to name them yet.
    /// </summary>
    public void Name(Publication publication) => publication.Step(NameNew);

    /// <summary>Publishes a group of which each has been through <see cref="Name"/>. Never throws for what befalls one publication: it is noted there.</summary>
    public void Publish(IReadOnlyList<Publication> group)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            PublishAll(group);
        }
        catch (Exception e)
        {
            foreach (Publication publication in group) publication.Fail(e);
            throw;
        }
        finally
        {
            // Whatever befell it: a name that is not settled stands for nothing as long as this process lives.
            foreach (Publication publication in group) Settle(publication);
        }

        StorageMetrics.RecordFlush(start, group.Sum(publication => publication.Drafts.Count));
    }

    private void PublishAll(IReadOnlyList<Publication> group)
    {
        bool full = durability == Durability.Full;

        // Danger: a failure that an earlier group heard of may have been of these bytes, and is not reported again but to their own handles.
        if (full) Each(group, IsInDoubt, FlushContents);

        // 2. Names that are taken: a row may name them already, so content goes to the medium before the rename, never after it.
        if (full) FlushReplacing(group);
        Each(group, publication => publication.Drafts.Any(draft => !draft.File.Renamed), Replace);

        // 3. Contents and directory entries to the medium. Before the caller is told: his index row must never name what a power cut can hide.
        if (full) FlushAll(group);
    }

    /// <summary>Flushes one content ahead of its group, so that a large one holds up nobody but its own caller.</summary>
    public void FlushContent(DraftFile file)
    {
        if (file.Flushed) return;
        medium.FlushFile(file.Handle, file.Path);
        file.Flushed = true;
        counters.AddCall();
        counters.AddContents(1);
    }

    /// <summary>Flushes the names of the store's own folder and of all above it.</summary>
    public void FlushRoot()
    {
        if (medium.CanFlushAll) medium.FlushAll();
        else medium.FlushFolder(Path.GetDirectoryName(paths.Root) ?? paths.Root);
    }

    private static bool IsInDoubt(Publication publication) => publication.Drafts.Any(draft => draft.File.IsInDoubt);

    private static void Each(IReadOnlyList<Publication> group, Func<Publication, bool> which, Action<Publication> step)
    {
        foreach (Publication publication in group.Where(which)) publication.Step(step);
    }

    private void FlushContents(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts) FlushContent(draft.File);
    }

    private void NameNew(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts)
        {
            // Danger: added before the name is given, or a row could come between.
            bool named = false;
            unproven.Add(draft.Id);
            try
            {
                named = _naming.NameNew(draft.File.Path, draft.Id);
            }
            finally
            {
                if (!named) unproven.Withdraw(draft.Id);
            }

            if (!named) continue;
            draft.File.IsUnproven = true;
            SetNamed(draft);
        }
    }

    /// <summary>What the flushes have shown of the names that were given.</summary>
    private void Settle(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts)
        {
            if (publication.Failure is null && !draft.File.IsUnproven) unproven.Forgive(draft.Id);
            else if (publication.Failure is null) unproven.Prove(draft.Id);
            else if (draft.File.IsUnproven) unproven.Fail(draft.Id);
            draft.File.IsUnproven = false;
        }
    }

    private void FlushReplacing(IReadOnlyList<Publication> group)
    {
        Publication[] replacing = [.. group.Where(publication =>
            publication.Failure is null && publication.Drafts.Any(draft => !draft.File.Renamed && !draft.File.Flushed))];
        if (replacing.Length == 0) return;
        if (medium.CanFlushAll) FlushTogether(group);
        else Each(replacing, _ => true, FlushContents);
    }

    private void Replace(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts.Where(draft => !draft.File.Renamed))
        {
            _naming.Replace(draft.File.Path, draft.Id);
            SetNamed(draft);
        }
    }

    private static void SetNamed(NamedDraft draft)
    {
        draft.File.Renamed = true;
        StorageMetrics.WrittenBytes.Add(draft.File.Length);
    }

    private void FlushAll(IReadOnlyList<Publication> group)
    {
        if (group.All(publication => publication.Failure is not null)) return;
        if (medium.CanFlushAll) FlushTogether(group);
        else Each(group, _ => true, FlushOneByOne);
        foreach (Publication publication in group.Where(publication => publication.Failure is null)) counters.AddNames(publication.Drafts.Count);
    }

    // One flush of the whole file system is cheaper than those of a file and its folders, and as good where it reports failures.
    private void FlushTogether(IReadOnlyList<Publication> group)
    {
        try
        {
            medium.FlushAll();
            counters.AddCall();
            foreach (NamedDraft draft in group.Where(publication => publication.Failure is null)
                .SelectMany(publication => publication.Drafts).Where(draft => !draft.File.Flushed))
            {
                draft.File.Flushed = true;
                counters.AddContents(1);
            }
        }
        catch (IOException e)
        {
            // It does not tell whose bytes were lost: nobody's are believed.
            foreach (Publication publication in group) publication.Fail(e);
        }
    }

    private void FlushOneByOne(Publication publication)
    {
        FlushContents(publication);
        foreach (NamedDraft draft in publication.Drafts)
        {
            // The parents, too, though they may be old: another thread or process may have made them a moment ago and not flushed them yet.
            (string inner, string outer) = paths.Folders(draft.Id);
            foreach (string folder in (ReadOnlySpan<string>)[inner, outer, paths.Root])
            {
                medium.FlushFolder(folder);
                counters.AddCall();
            }
        }
    }
}
