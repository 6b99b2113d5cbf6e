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
    public bool NameNew(string draft, BlobId id) => OperatingSystem.IsLinux() && WithFolders(draft, id, file => TryNameNew(draft, file));

    /// <summary>Gives a name, whatever has it: readers, and a restart, see the whole old file under it or the whole new one.</summary>
    public void Replace(string draft, BlobId id) => _ = WithFolders(draft, id, file => Move(draft, file));

    private bool WithFolders(string draft, BlobId id, Func<string, bool> rename)
    {
        string file = paths.File(id);
        for (int round = 1; ; round++)
        {
            try
            {
                // The folders are there already but for the first of 65,536 files: not looked for.
                if (round > 1) MakeFolders(id);
                return rename(file);
            }
            catch (IOException e) when (DiskErrors.IsFolderRace(e) && round < MaxRounds && File.Exists(draft))
            {
                // Danger: a removal elsewhere takes a folder, empty as it is, between our making it and the rename. Make it again.
            }
            catch (IOException e) when (DiskErrors.IsFull(e))
            {
                throw DiskErrors.Full("make the folders of", file, e);
            }
        }
    }

    private void MakeFolders(BlobId id)
    {
        (string inner, string outer) = paths.Folders(id);
        UnixModes.MakeFolder(outer);
        UnixModes.MakeFolder(inner);
    }

    private static bool TryNameNew(string from, string to)
    {
        if (RenameAt2(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0) return true;
        int errno = Marshal.GetLastPInvokeError();

        // Not every file system can refuse to replace: then every name is treated as one that is taken.
        if (errno is DiskErrors.Exists or DiskErrors.InvalidArgument or DiskErrors.NoSuchCall) return false;
        throw Failed(from, to, errno);
    }

    private static bool Move(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
#pragma warning disable RS0030 // The one home of renames.
            File.Move(from, to, overwrite: true);
#pragma warning restore RS0030
            return true;
        }

        // rename(2) itself: the framework's move would copy, neither atomically nor durably, where a folder is another file system's.
        if (RenameFile(from, to) == 0) return true;
        throw Failed(from, to, Marshal.GetLastPInvokeError());
    }

    private static IOException Failed(string from, string to, int errno)
    {
        string text = Marshal.GetPInvokeErrorMessage(errno);
        return errno switch
        {
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
