namespace AttachmentPacs.Index.Sqlite;

/// <summary>Creates the database's file and folder for the server's user and group only; SQLite gives the same mode to what it puts beside it.</summary>
internal static class DatabaseFile
{
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode FileMode0640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    public static void Prepare(string path)
    {
        try
        {
            string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            MakeFolder(directory);

            // Never an existing one: closing any handle of a file ends all locks that this process's SQLite holds on it (fcntl, POSIX).
            if (!File.Exists(path)) Open(path, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexUnavailableException(
                $"The index database {path} cannot be created or opened: {failure.Message} Check Database:Sqlite:Path, and that its folder " +
                "belongs to the server's user.", failure);
        }
    }

    /// <summary>Opens or creates a file, with mode 0640 when new, whatever the umask.</summary>
    public static FileStream Open(string path, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (OperatingSystem.IsWindows()) return new FileStream(path, options);
        bool isNew = !File.Exists(path);
        options.UnixCreateMode = FileMode0640;
        FileStream file = new(path, options);
        try
        {
            if (isNew) File.SetUnixFileMode(file.SafeFileHandle, FileMode0640);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Each folder that is missing, from the top; the umask may take bits away at creation, or leave those above too open.
    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is { } parent) MakeFolder(parent);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, DirectoryMode);
        File.SetUnixFileMode(path, DirectoryMode);
    }
}
