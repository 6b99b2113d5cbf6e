namespace AttachmentPacs.Index.Sqlite;

/// <summary>
/// One collector per database, however many processes have it open: were there two, the slower could remove a file that the faster had removed
/// and forgotten, and that a store had published anew since. A lock of the operating system, so it ends with its process.
/// </summary>
internal sealed class CollectorLock(string databasePath) : IDisposable
{
    // What the runtime reports when another handle has the file for itself.
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    private readonly Lock _gate = new();
    private readonly string _path = databasePath + "-collector";
    private FileStream? _held;
    private bool _closed;

    /// <summary>Takes the lock, and keeps it until disposed; false if another index has it.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, "index");
            if (_held is not null) return true;
            try
            {
                _held = DatabaseFile.Open(_path, FileShare.None);
                return true;
            }
            catch (IOException held) when (held.HResult is WouldBlockLinux or WouldBlockMac or SharingViolationWindows)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _held?.Dispose();
            _held = null;
        }
    }
}
