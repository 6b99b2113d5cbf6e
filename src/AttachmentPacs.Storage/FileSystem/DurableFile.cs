using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// The one durable write path, and the only place that renames. A group of callers goes through it together; when it returns, every file
/// whose publication has no failure survives a power cut under its name.
/// </summary>
internal sealed partial class DurableFile(BlobPaths paths, Medium medium, Durability durability, FlushCounters counters)
{
    // Each round is lost only to another thread or process that removed the same folder in that instant.
    private const int MaxRounds = 1000;

    /// <summary>Publishes a group. Never throws for what befalls one publication: it is noted there.</summary>
    public void Publish(IReadOnlyList<Publication> group)
    {
        int files = group.Sum(publication => publication.Drafts.Count);
        long start = Stopwatch.GetTimestamp();

        // One flush of the whole file system is cheaper than those of several files and folders, and as good where it reports failures.
        bool together = files > 1 && medium.CanFlushAll;

        // 1. Content to the medium. Before the rename: a name must never come to stand for bytes that a power cut can take back.
        if (durability == Durability.Full) FlushContents(group, together);

        // 2. Rename. Atomic: readers, and a restart, see the whole file under its name or none.
        foreach (Publication publication in group) publication.Step(Rename);

        // 3. Directory entries to the medium. Before the caller is told: its index row must never name a file that a power cut can hide.
        if (durability == Durability.Full) FlushNames(group, together);
        StorageMetrics.RecordFlush(start, files);
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

    private void FlushContents(IReadOnlyList<Publication> group, bool together)
    {
        if (!together)
        {
            foreach (Publication publication in group) publication.Step(FlushEach);
            return;
        }

        // Danger: the failure that an earlier group heard of may have been of these bytes, and is not reported again.
        foreach (Publication publication in group.Where(publication => publication.Drafts.Any(draft => draft.File.IsInDoubt)))
        {
            publication.Step(FlushEach);
        }

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

    private void FlushEach(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts) FlushContent(draft.File);
    }

    private void Rename(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts)
        {
            Rename(draft.File.Path, draft.Id);
            draft.File.Renamed = true;
            StorageMetrics.WrittenBytes.Add(draft.File.Length);
        }
    }

    private void Rename(string draft, BlobId id)
    {
        (string inner, string outer) = paths.Folders(id);
        string file = paths.File(id);
        for (int round = 1; ; round++)
        {
            try
            {
                UnixModes.MakeFolder(outer);
                UnixModes.MakeFolder(inner);
                Move(draft, file);
                return;
            }
            catch (IOException e) when (DiskErrors.IsFolderRace(e) && round < MaxRounds && File.Exists(draft))
            {
                // Danger: a removal elsewhere took the folder, empty as it was, between our making it and the rename. Make it again.
            }
            catch (IOException e) when (DiskErrors.IsFull(e))
            {
                throw DiskErrors.Full("make the folders of", file, e);
            }
        }
    }

    private static void Move(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
#pragma warning disable RS0030 // The one home of renames.
            File.Move(from, to, overwrite: true);
#pragma warning restore RS0030
            return;
        }

        // rename(2) itself: the framework's move would copy, neither atomically nor durably, where a folder is another file system's.
        if (RenameFile(from, to) == 0) return;
        int errno = Marshal.GetLastPInvokeError();
        string text = Marshal.GetPInvokeErrorMessage(errno);
        throw errno switch
        {
            DiskErrors.NoEntry => new DirectoryNotFoundException($"Could not rename {from} to {to}: {text}."),
            DiskErrors.CrossDevice => new IOException(
                $"Could not rename {from} to {to}: they are on different file systems. Storage:Directory with all its folders must be on one.", errno),
            _ => new IOException($"Could not rename {from} to {to}: {text} (error {errno}).", errno),
        };
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    private void FlushNames(IReadOnlyList<Publication> group, bool together)
    {
        if (!together)
        {
            foreach (Publication publication in group) publication.Step(FlushFolders);
            return;
        }

        if (group.All(publication => publication.Failure is not null)) return;
        try
        {
            medium.FlushAll();
            counters.AddCall();
            foreach (Publication publication in group.Where(publication => publication.Failure is null)) counters.AddNames(publication.Drafts.Count);
        }
        catch (IOException e)
        {
            foreach (Publication publication in group) publication.Fail(e);
        }
    }

    private void FlushFolders(Publication publication)
    {
        foreach (NamedDraft draft in publication.Drafts)
        {
            // The parents, too, though they may be old: another thread or process may have made them a moment ago and not flushed them yet.
            (string inner, string outer) = paths.Folders(draft.Id);
            foreach (string folder in (ReadOnlySpan<string>)[inner, outer, paths.Root])
            {
                medium.FlushFolder(folder);
                counters.AddCall();
            }

            counters.AddNames(1);
        }
    }
}
