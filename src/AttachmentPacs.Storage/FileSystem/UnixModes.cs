using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>Modes of what the store makes, whatever the process's umask (hardening: files 0640, directories 0750).</summary>
internal static partial class UnixModes
{
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public const UnixFileMode Folder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Makes a folder and what is missing above it; leaves existing ones as they are.</summary>
    public static void MakeFolders(string path)
    {
        if (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent) MakeFolders(parent);
        MakeFolder(path);
    }

    /// <summary>Makes one folder, whose parent exists; leaves an existing one as it is.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, Folder);
        // The umask may have taken bits away at creation.
        if (System.IO.File.GetUnixFileMode(path) != Folder) System.IO.File.SetUnixFileMode(path, Folder);
    }

    /// <summary>The same without an exception where the parent is missing: the error number, 0 if it is there now.</summary>
    public static int TryMakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                Directory.CreateDirectory(path);
                return 0;
            }
            catch (DirectoryNotFoundException)
            {
                return DiskErrors.NoEntry;
            }
        }

        if (MakeDirectory(path, (uint)Folder) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            return errno == DiskErrors.Exists ? 0 : errno;
        }

        try
        {
            // The umask may have taken bits away at creation.
            if (System.IO.File.GetUnixFileMode(path) != Folder) System.IO.File.SetUnixFileMode(path, Folder);
            return 0;
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Somebody took it away again, empty as it was.
            return DiskErrors.NoEntry;
        }
    }

    /// <summary>Makes a new, empty file for reading and writing.</summary>
    public static FileStream CreateFile(string path)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0,
        };
        if (OperatingSystem.IsWindows()) return new FileStream(path, options);

        options.UnixCreateMode = File;
        FileStream stream = new(path, options);
        try
        {
            if (System.IO.File.GetUnixFileMode(stream.SafeFileHandle) != File) System.IO.File.SetUnixFileMode(stream.SafeFileHandle, File);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, uint mode);
}
