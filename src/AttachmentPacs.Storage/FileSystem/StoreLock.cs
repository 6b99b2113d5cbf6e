using System.Text;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Holds a store for one process: an operating system lock on the file <c>lock</c> in its folder, which ends with the process, however it
/// ends. The file also carries a mark of <see cref="MarkSize"/> bytes at most, which tells a later start what this folder belongs to.
/// </summary>
public sealed class StoreLock : IDisposable
{
    /// <summary>Bytes of a mark: less than a sector, so that it is written whole or not at all.</summary>
    public const int MarkSize = 128;

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of the store in a folder.</summary>
    /// <exception cref="InvalidOperationException">Another process holds it.</exception>
    public static StoreLock Take(string directory)
    {
        string path = Path.Combine(directory, "lock");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixModes.File;
            bool isNew = !File.Exists(path);
            var file = new FileStream(path, options);

            // The umask may have taken bits away at creation.
            if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, UnixModes.File);
            return new StoreLock(file);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The store {directory} is in use by another process (lock {path}: {e.Message}). Stop that one, or give this one another Storage:Directory.", e);
        }
    }

    /// <summary>
    /// Looks without taking: whether a process holds the store of a folder, and the mark if none does. Makes no file. A server that starts in
    /// the instant of the look finds the store in use.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The lock cannot be read by this user.</exception>
    public static (bool IsHeld, string Mark) Look(string directory)
    {
        string path = Path.Combine(directory, "lock");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return (false, ReadMark(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (false, "");
        }
        catch (IOException)
        {
            return (true, "");
        }
    }

    /// <summary>The mark; empty if none was written yet.</summary>
    public string ReadMark() => ReadMark(_file);

    /// <summary>Writes the mark to the medium.</summary>
    public void WriteMark(string mark)
    {
        if (mark.Length > MarkSize) throw new ArgumentException($"A mark has {MarkSize} characters at most, not {mark.Length}.", nameof(mark));
        _file.Position = 0;
        _file.Write(Encoding.ASCII.GetBytes(mark.PadRight(MarkSize)));
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string ReadMark(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[MarkSize];
        file.Position = 0;
        int count = file.ReadAtLeast(bytes, MarkSize, throwOnEndOfStream: false);
        return Encoding.ASCII.GetString(bytes[..count]).TrimEnd();
    }
}
