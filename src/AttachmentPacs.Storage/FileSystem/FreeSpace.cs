namespace AttachmentPacs.Storage.FileSystem;

/// <summary>The floor under the file system's free space.</summary>
/// <param name="folder">A folder on the file system.</param>
/// <param name="minimum">Bytes that must stay free; 0 switches the floor off.</param>
/// <param name="measure">Free bytes that this process may use.</param>
internal sealed class FreeSpace(string folder, long minimum, Func<string, long> measure)
{
    /// <summary>Asks the operating system (statvfs on Unix).</summary>
    public static long OfFileSystem(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    /// <exception cref="StorageFullException">Less is free than the floor.</exception>
    public void Require()
    {
        if (minimum == 0) return;
        long free = measure(folder);
        if (free >= minimum) return;
        throw new StorageFullException(
            $"{free} bytes are free on the file system of {folder}, less than the floor of {minimum} bytes. Free space there, or lower Storage:MinimumFreeSpace.");
    }
}
