using System.IO.Enumeration;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>The names in the store's folders: which are there, listing them, taking them away.</summary>
internal sealed class BlobFolder(BlobPaths paths)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Makes the store's folder and that of the drafts; whether the first was not there.</summary>
    public bool Prepare()
    {
        bool made = !Directory.Exists(paths.Root);
        UnixModes.MakeFolders(paths.Root);
        UnixModes.MakeFolder(paths.Drafts);
        return made;
    }

    public bool Remove(BlobId id)
    {
        string file = paths.File(id);
        if (!File.Exists(file)) return false;
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // Another remover was faster, and took the folder as well.
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Could not remove {file}: {e.Message}", e);
        }

        (string inner, string outer) = paths.Folders(id);
        if (RemoveIfEmpty(inner)) _ = RemoveIfEmpty(outer);
        return true;
    }

    /// <summary>Folder by folder, so that memory is bounded by the fullest one. A folder that goes meanwhile held nothing.</summary>
    public IEnumerable<StoredBlob> List(CancellationToken cancellationToken)
    {
        foreach (string outer in HexFolders(paths.Root))
        {
            foreach (string inner in HexFolders(outer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (StoredBlob blob in Files(outer, inner)) yield return blob;
            }
        }
    }

    public int RemoveAbandonedDrafts()
    {
        string[] drafts = Directory.GetFiles(paths.Drafts, "*", Everything);
        foreach (string draft in drafts) File.Delete(draft);
        return drafts.Length;
    }

    private static bool RemoveIfEmpty(string folder)
    {
        try
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any()) return false;
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException e) when (DiskErrors.IsNotEmpty(e))
        {
            // rmdir(2): never takes a folder with something in it, here a file that has just been published.
            return false;
        }
    }

    private static List<string> HexFolders(string folder) => Collect(() => new FileSystemEnumerable<string>(
        folder, (ref FileSystemEntry entry) => entry.ToFullPath(), Everything)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory && BlobPaths.IsHexFolder(entry.FileName),
    });

    private static List<StoredBlob> Files(string outer, string inner)
    {
        string prefix = string.Concat(Path.GetFileName(outer), Path.GetFileName(inner));
        return Collect(() => new FileSystemEnumerable<StoredBlob>(inner, ToBlob, Everything)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && entry.FileName.StartsWith(prefix, StringComparison.Ordinal) && BlobId.TryParse(entry.FileName, out _),
        });
    }

    private static StoredBlob ToBlob(ref FileSystemEntry entry) =>
        BlobId.TryParse(entry.FileName, out BlobId id) ? new StoredBlob(id, entry.Length, entry.LastWriteTimeUtc) : default;

    private static List<T> Collect<T>(Func<IEnumerable<T>> open)
    {
        try
        {
            return [.. open()];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
