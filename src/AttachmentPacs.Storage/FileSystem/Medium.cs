using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>How bytes get from the operating system's memory to the disk. Every failure is an <see cref="IOException"/>.</summary>
internal abstract class Medium : IDisposable
{
    private int _failedFlushes;

    /// <summary>Whether <see cref="FlushAll"/> works and reports failures.</summary>
    public abstract bool CanFlushAll { get; }

    /// <summary>Waits until all of a file's bytes are on the medium.</summary>
    public abstract void FlushFile(SafeFileHandle file, string path);

    /// <summary>Waits until a folder's entries are on the medium; a folder that is gone has none.</summary>
    public abstract void FlushFolder(string path);

    /// <summary>
    /// How often <see cref="FlushAll"/> has failed. Such a failure does not tell whose bytes were lost, and is reported once: what was written
    /// before it is not proven by a later success, only by a flush of the file's own handle, which has its own memory of failures.
    /// </summary>
    public int FailedFlushes => Volatile.Read(ref _failedFlushes);

    /// <summary>
    /// Waits until everything written to the store's file system since the last failure is on the medium: files, names, folders.
    /// </summary>
    public void FlushAll()
    {
        try
        {
            FlushFileSystem();
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _failedFlushes);
            throw;
        }
    }

    /// <summary>Asks that bytes start on their way, so that a later flush finds little to do. Waits for nothing and promises nothing.</summary>
    public abstract void StartWriting(SafeFileHandle file, string path, long offset, long count);

    /// <summary>Asks that a file's cached bytes be dropped, so that the next read comes from the medium.</summary>
    public abstract void DropCache(SafeFileHandle file, string path);

    public abstract void Dispose();

    /// <summary>The call that <see cref="FlushAll"/> makes.</summary>
    protected abstract void FlushFileSystem();

    /// <summary>The one for this operating system.</summary>
    public static Medium For(string root) => OperatingSystem.IsLinux() ? new LinuxMedium(root) : new PortableMedium();
}

/// <summary>Any other system: files one by one; names are left to the file system's own journal, for they cannot be flushed by hand.</summary>
internal sealed class PortableMedium : Medium
{
    public override bool CanFlushAll => false;

    public override void FlushFile(SafeFileHandle file, string path)
    {
        try
        {
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            throw DiskErrors.Full("write to the medium", path, e);
        }
    }

    public override void FlushFolder(string path)
    {
    }

    protected override void FlushFileSystem() => throw new NotSupportedException("This operating system has no syncfs.");

    public override void StartWriting(SafeFileHandle file, string path, long offset, long count)
    {
    }

    public override void DropCache(SafeFileHandle file, string path)
    {
    }

    public override void Dispose()
    {
    }
}

/// <summary>Linux: fsync(2), syncfs(2), sync_file_range(2), posix_fadvise(2), every return value looked at.</summary>
internal sealed partial class LinuxMedium : Medium
{
    private const int OpenReadOnlyCloseOnExec = 0x80000;
    private const int AdviseDontNeed = 4;
    private const uint RangeWrite = 2;
    private readonly string _root;
    private readonly SafeFileHandle _folder;

    public LinuxMedium(string root)
    {
        _root = root;
        // Held open from the start: syncfs reports the failures since its descriptor was opened or last reported them.
        _folder = Open(root) ?? throw new DirectoryNotFoundException($"The storage folder {root} is gone.");
    }

    // syncfs(2): before Linux 5.8 it did not report failed writes.
    public override bool CanFlushAll { get; } = Environment.OSVersion.Version >= new Version(5, 8);

    public override void FlushFile(SafeFileHandle file, string path) => Check(() => FSync(file), path);

    public override void FlushFolder(string path)
    {
        using SafeFileHandle? folder = Open(path);
        if (folder is not null) Check(() => FSync(folder), path);
    }

    protected override void FlushFileSystem() => Check(() => SyncFs(_folder), _root);

    public override void StartWriting(SafeFileHandle file, string path, long offset, long count) =>
        Check(() => SyncFileRange(file, offset, count, RangeWrite), path);

    public override void DropCache(SafeFileHandle file, string path)
    {
        // posix_fadvise returns the error number itself.
        int errno = FAdvise(file, 0, 0, AdviseDontNeed);
        if (errno != 0) throw DiskErrors.FlushFailed(path, errno, Marshal.GetPInvokeErrorMessage(errno));
    }

    public override void Dispose() => _folder.Dispose();

    private static SafeFileHandle? Open(string path)
    {
        while (true)
        {
            SafeFileHandle handle = Open(path, OpenReadOnlyCloseOnExec);
            if (!handle.IsInvalid) return handle;
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            if (errno == DiskErrors.Interrupted) continue;
            if (errno == DiskErrors.NoEntry) return null;
            throw DiskErrors.FlushFailed(path, errno, Marshal.GetPInvokeErrorMessage(errno));
        }
    }

    private static void Check(Func<int> call, string path)
    {
        while (call() != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == DiskErrors.Interrupted) continue;
            throw DiskErrors.FlushFailed(path, errno, Marshal.GetPInvokeErrorMessage(errno));
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeFileHandle anyOfTheFileSystem);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int FAdvise(SafeFileHandle file, long offset, long count, int advice);
}
