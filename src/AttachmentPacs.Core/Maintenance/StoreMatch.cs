namespace AttachmentPacs.Core.Maintenance;

/// <summary>Whether a storage folder and an index belong together.</summary>
public static class StoreMatch
{
    /// <summary>Why they do not, in words that say what to do; null if they do.</summary>
    /// <param name="mark">The text in the folder's lock; empty if there is none.</param>
    /// <param name="storeId">The index's property <see cref="StoreGuard.StoreId"/>; null if it is not set.</param>
    /// <param name="hasInstances">The index knows some.</param>
    /// <param name="hasFiles">Whether the folder holds blobs; asked only where it matters.</param>
    public static string? Problem(string mark, string? storeId, bool hasInstances, Func<bool> hasFiles) =>
        Problem(StoreMark.Parse(mark), Guid.TryParseExact(storeId, "D", out Guid id) ? id : null, hasInstances, hasFiles);

    /// <summary>How far behind its storage the index is, in changes; 0 if it is not.</summary>
    public static long Behind(string mark, long lastChange) => StoreMark.Parse(mark) is { } seen ? Math.Max(0, seen.Sequence - lastChange) : 0;

    /// <summary>How far behind its index the storage is, in changes, after a clean stop, which leaves both at the same; 0 if it is not.</summary>
    public static long StorageBehind(string mark, long lastChange) => StoreMark.Parse(mark) is { } seen ? Math.Max(0, lastChange - seen.Sequence) : 0;

    internal static string? Problem(StoreMark? mark, Guid? known, bool hasInstances, Func<bool> hasFiles)
    {
        if (known is { } own && mark is { } written && own != written.StoreId)
        {
            return $"Storage and index do not belong together: the folder is of store {written.StoreId}, the index of store {own}. Correct Storage:Directory or Database:Sqlite:Path.";
        }

        if (known is null && !hasInstances && hasFiles())
        {
            return "The index is new, but the storage folder holds files that it does not know. Correct Storage:Directory or Database:Sqlite:Path, or restore the index from a backup.";
        }

        return mark is null && hasInstances && !hasFiles()
            ? "The index knows instances, but the storage folder is empty. Correct Storage:Directory, mount what belongs there, or restore the files from a backup."
            : null;
    }
}
