namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Holds a store for one process: an operating system lock on a file, which ends with the process, however it ends.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="InvalidOperationException">Another process holds it.</exception>
    public static StoreLock Take(string directory)
    {
        string path = Path.Combine(directory, "lock");
        try
        {
            return new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(
                $"The store {directory} is in use by another process (lock {path}: {e.Message}). Stop that one, or give this one another Storage:Directory.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
