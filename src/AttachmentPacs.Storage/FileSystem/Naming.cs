using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>Gives drafts their names in the store: the only place that renames. Makes the folders above them when they are missing.</summary>
internal sealed partial class Naming(BlobPaths paths)
{
    // Each round is lost only to another thread or process that removed the same folder in that instant.
    private const int MaxRounds = 1000;

    // renameat2(2).
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;

    /// <summary>Gives a name that nothing has; false if something has it, or if this system cannot tell, and nothing was done.</summary>
    public bool NameNew(string draft, BlobId id)
    {
        if (!OperatingSystem.IsLinux()) return false;
        string file = paths.File(id);
        int errno = WithFolders(draft, id, file, MoveNew);

        // Not every file system can refuse to replace: then every name is treated as one that is taken.
        if (errno is DiskErrors.Exists or DiskErrors.InvalidArgument or DiskErrors.NoSuchCall) return false;
        return errno == 0 ? true : throw Failed(draft, file, errno);
    }

    /// <summary>Gives a name, whatever has it: readers, and a restart, see the whole old file under it or the whole new one.</summary>
    public void Replace(string draft, BlobId id)
    {
        string file = paths.File(id);
        int errno = WithFolders(draft, id, file, Move);
        if (errno != 0) throw Failed(draft, file, errno);
    }

    /// <summary>The error number of the last try, 0 for none.</summary>
    private int WithFolders(string draft, BlobId id, string file, Func<string, string, int> rename)
    {
        for (int round = 1; ; round++)
        {
            int errno = rename(draft, file);

            // The folders are there but for the first of 65,536 files: not looked for.
            // Danger: a removal elsewhere takes a folder, empty as it is, between our making it and the rename. Make it again.
            if (errno != DiskErrors.NoEntry || round == MaxRounds || !File.Exists(draft)) return errno;
            MakeFolders(id);
        }
    }

    private void MakeFolders(BlobId id)
    {
        (string inner, string outer) = paths.Folders(id);
        if (IsMade(inner)) return;
        _ = IsMade(outer) && IsMade(inner);
    }

    // False: what is above it has gone, again.
    private static bool IsMade(string folder) => UnixModes.TryMakeFolder(folder) switch
    {
        0 => true,
        DiskErrors.NoEntry => false,
        int errno => throw DiskErrors.FolderFailed(folder, errno, Marshal.GetPInvokeErrorMessage(errno)),
    };

    private static int MoveNew(string from, string to) =>
        RenameAt2(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static int Move(string from, string to)
    {
        // rename(2) itself: the framework's move would copy, neither atomically nor durably, where a folder is another file system's.
        if (!OperatingSystem.IsWindows()) return RenameFile(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
        try
        {
#pragma warning disable RS0030 // The one home of renames.
            File.Move(from, to, overwrite: true);
#pragma warning restore RS0030
            return 0;
        }
        catch (DirectoryNotFoundException)
        {
            return DiskErrors.NoEntry;
        }
    }

    private static IOException Failed(string from, string to, int errno)
    {
        string text = Marshal.GetPInvokeErrorMessage(errno);
        return errno switch
        {
            DiskErrors.NoSpace or DiskErrors.QuotaLinux => DiskErrors.Full("make an entry for", to, null),
            DiskErrors.NoEntry => new DirectoryNotFoundException($"Could not rename {from} to {to}: {text}."),
            DiskErrors.CrossDevice => new IOException(
                $"Could not rename {from} to {to}: they are on different file systems. Storage:Directory with all its folders must be on one.", errno),
            _ => new IOException($"Could not rename {from} to {to}: {text} (error {errno}).", errno),
        };
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);
}
