namespace AttachmentPacs.Storage.FileSystem;

/// <summary>Tells what the operating system's error numbers mean for a store.</summary>
internal static class DiskErrors
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int InvalidArgument = 22;
    public const int NoSpace = 28;
    public const int NoSuchCall = 38;
    public const int QuotaLinux = 122;
    private const int QuotaBsd = 69;
    private const int LinkLoopLinux = 40;
    private const int BadMessageLinux = 74;
    private const int StaleHandleLinux = 116;
    private const int NeedsCleaningLinux = 117;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int NotEmptyLinux = 39;
    private const int NotEmptyBsd = 66;
    private const int WindowsNotEmpty = unchecked((int)0x80070091);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception of the framework's file calls says that there is no room. On Unix its HResult is errno.</summary>
    public static bool IsFull(IOException e) => OperatingSystem.IsWindows()
        ? e.HResult is WindowsHandleDiskFull or WindowsDiskFull
        : e.HResult is NoSpace || e.HResult == (OperatingSystem.IsLinux() ? QuotaLinux : QuotaBsd);

    /// <summary>
    /// Whether a file could not be opened because its medium or file system is broken there. Not because something is short for the moment, nor
    /// because the server may not: that says nothing of the file, and concerns all of them.
    /// </summary>
    public static bool IsOfMedium(IOException e) => OperatingSystem.IsLinux()
        && e.HResult is InputOutput or LinkLoopLinux or BadMessageLinux or StaleHandleLinux or NeedsCleaningLinux;

    /// <summary>Whether a folder could not be removed because something is in it.</summary>
    public static bool IsNotEmpty(IOException e) => e.HResult == (OperatingSystem.IsWindows() ? WindowsNotEmpty : OperatingSystem.IsLinux() ? NotEmptyLinux : NotEmptyBsd);

    public static StorageFullException Full(string what, string path, Exception? inner) => new(
        $"No room to {what} {path}. Free space on its file system, raise the quota, or point Storage:Directory elsewhere.", inner);

    /// <summary>The exception for an error number of making a folder.</summary>
    public static IOException FolderFailed(string path, int errno, string text) => errno is NoSpace or QuotaLinux
        ? Full("make the folder", path, null)
        : new IOException($"Could not make the folder {path}: {text} (error {errno}). Its parent must be a folder that the server may write to.", errno);

    /// <summary>The exception for an error number of a flush.</summary>
    public static IOException FlushFailed(string path, int errno, string text) => errno switch
    {
        NoSpace or QuotaLinux => Full("write to the medium", path, null),
        InputOutput => new IOException(
            $"The medium failed to take {path} (EIO: {text}). What was written is lost and nothing was acknowledged; look at the kernel log and the disk, then send again."),
        _ => new IOException($"Could not flush {path} to the medium: {text} (error {errno}). Nothing was acknowledged."),
    };
}
