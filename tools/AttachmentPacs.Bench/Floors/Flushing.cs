using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Bench.Floors;

/// <summary>Waits until bytes are on the medium: fsync(2), fdatasync(2), syncfs(2). Linux only.</summary>
internal static partial class Flushing
{
    /// <exception cref="Win32Exception">It failed.</exception>
    public static void File(SafeFileHandle file) => Check(FSync(file));

    /// <inheritdoc cref="File"/>
    public static void Data(SafeFileHandle file) => Check(FDataSync(file));

    /// <inheritdoc cref="File"/>
    public static void FileSystem(SafeFileHandle anyOfIt) => Check(SyncFs(anyOfIt));

    private static void Check(int code)
    {
        if (code != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeFileHandle file);
}
