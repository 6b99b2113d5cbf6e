using System.IO.Enumeration;

namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>
/// Goes through a folder and all below it, one entry at a time: memory grows with the depth, not with the number of files. Symbolic links are
/// followed, but no folder is gone through twice. What cannot be listed is told, and the rest goes on.
/// </summary>
internal sealed class FolderWalk
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    // Where the walk has entered, canonical: everything below is gone through, but for links.
    private readonly List<string> _entered = [];

    /// <summary>An entry: a file, with its size, or a problem.</summary>
    internal readonly record struct Entry(string Path, long Size, string? Problem);

    /// <summary>Goes through a folder.</summary>
    public IEnumerable<Entry> Through(string folder)
    {
        var open = new Stack<(string Canonical, IEnumerator<Raw> Entries)>();
        try
        {
            if (Enter(folder, open) is { } refused) yield return refused;
            while (open.TryPeek(out (string Canonical, IEnumerator<Raw> Entries) top))
            {
                (Raw? raw, Entry? problem) = Next(top.Entries);
                if (problem is not null) yield return problem.Value;
                if (raw is not { } entry)
                {
                    open.Pop().Entries.Dispose();
                    continue;
                }

                if (entry.IsLink) problem = FollowLink(ref entry, open);
                else if (entry.IsFolder) problem = Descend(entry, top.Canonical, open);
                if (problem is not null) yield return problem.Value;
                else if (!entry.IsFolder) yield return new Entry(entry.Path, entry.Size, null);
            }
        }
        finally
        {
            foreach ((_, IEnumerator<Raw> entries) in open) entries.Dispose();
        }
    }

    private Entry? Enter(string folder, Stack<(string Canonical, IEnumerator<Raw> Entries)> open)
    {
        try
        {
            string canonical = CanonicalPath.Of(folder);
            if (_entered.Exists(root => CanonicalPath.IsIn(canonical, root))) return null;
            IEnumerator<Raw> entries = List(folder);
            _entered.Add(canonical);
            open.Push((canonical, entries));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Entry(folder, 0, $"The folder cannot be listed: {e.Message}");
        }
    }

    // A folder that a link has led to before is not gone through again on its own way.
    private Entry? Descend(in Raw entry, string parent, Stack<(string Canonical, IEnumerator<Raw> Entries)> open)
    {
        string canonical = Path.Join(parent, Path.GetFileName(entry.Path));
        if (_entered.Contains(canonical)) return null;
        try
        {
            open.Push((canonical, List(entry.Path)));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Entry(entry.Path, 0, $"The folder cannot be listed: {e.Message}");
        }
    }

    private Entry? FollowLink(ref Raw entry, Stack<(string Canonical, IEnumerator<Raw> Entries)> open)
    {
        if (entry.IsFolder) return Enter(entry.Path, open);
        try
        {
            // The entry's own size is that of the link.
            FileSystemInfo? target = File.ResolveLinkTarget(entry.Path, returnFinalTarget: true);
            if (target is not { Exists: true }) return new Entry(entry.Path, 0, "The symbolic link leads to nothing");
            entry = entry with { Size = new FileInfo(target.FullName).Length };
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Entry(entry.Path, 0, $"The symbolic link cannot be followed: {e.Message}");
        }
    }

    private static (Raw? Entry, Entry? Problem) Next(IEnumerator<Raw> entries)
    {
        string folder = ((Lister)entries).Folder;
        try
        {
            return (entries.MoveNext() ? entries.Current : (Raw?)null, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new Entry(folder, 0, $"The folder cannot be listed to its end: {e.Message}"));
        }
    }

    private static Lister List(string folder) => new(folder);

    private readonly record struct Raw(string Path, long Size, bool IsFolder, bool IsLink);

    private sealed class Lister(string folder) : FileSystemEnumerator<Raw>(folder, All)
    {
        public string Folder { get; } = folder;

        protected override Raw TransformEntry(ref FileSystemEntry entry)
        {
            bool isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
            return new Raw(entry.ToSpecifiedFullPath(), entry.IsDirectory ? 0 : entry.Length, entry.IsDirectory, isLink);
        }
    }
}
