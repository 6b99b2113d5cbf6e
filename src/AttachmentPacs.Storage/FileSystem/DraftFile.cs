using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// The file under a draft: written front to back, its handle open until disposed, so that its bytes can be read whatever happens to its
/// names. Unless it was renamed, disposing removes it.
/// </summary>
internal sealed class DraftFile : IDisposable
{
    // Bytes after which the kernel is asked to start writing: a flush that another draft waits for then finds little of this one.
    private const int StartWritingEvery = 8 << 20;

    private readonly FileStream _file;
    private readonly FreeSpace _freeSpace;
    private readonly Medium? _medium;
    private readonly int _failedFlushes;
    private long _started;
    private long _checked;
    private bool _disposed;

    /// <param name="paths">The store's folders.</param>
    /// <param name="freeSpace">The floor.</param>
    /// <param name="medium">Null where nothing is flushed.</param>
    /// <exception cref="StorageFullException">No room for even an empty file, or less than the floor.</exception>
    public DraftFile(BlobPaths paths, FreeSpace freeSpace, Medium? medium)
    {
        freeSpace.Require();
        _freeSpace = freeSpace;
        _medium = medium;
        _failedFlushes = medium?.FailedFlushes ?? 0;
        Path = System.IO.Path.Join(paths.Drafts, BlobId.Random().ToString());
        try
        {
            _file = UnixModes.CreateFile(Path);
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            throw DiskErrors.Full("create", Path, e);
        }
    }

    public string Path { get; }

    public SafeFileHandle Handle => _file.SafeFileHandle;

    public long Length { get; private set; }

    /// <summary>Its content is on the medium.</summary>
    public bool Flushed { get; set; }

    /// <summary>A flush of the whole file system has failed since the draft was begun: only a flush of its own handle can prove its bytes.</summary>
    public bool IsInDoubt => _medium is not null && _medium.FailedFlushes != _failedFlushes;

    /// <summary>Counted among the <see cref="UnprovenNames"/>.</summary>
    public bool IsUnproven { get; set; }

    /// <summary>It has got its name in the store: the draft's path is no longer its own to remove.</summary>
    public bool Renamed { get; set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        RequireSpace();
        Write(bytes, Length);
        Length += bytes.Length;
        if (_medium is not null && Length - _started >= StartWritingEvery)
        {
            _medium.StartWriting(Handle, Path, _started, Length - _started);
            _started = Length;
        }
    }

    /// <summary>
    /// Appends a buffer past the operating system's cache. The last piece of a file may end anywhere: it is padded for the disk, and the
    /// file cut to its length again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file does not end at a block's end: direct pieces come first.</exception>
    public void AppendDirect(DirectBuffer buffer, DirectWrites direct)
    {
        if (Length % DirectWrites.Alignment != 0) throw new InvalidOperationException($"{Path} has {Length} bytes: a direct piece can only follow whole blocks.");
        RequireSpace();
        int count = buffer.Count;
        int padded = (count + DirectWrites.Alignment - 1) / DirectWrites.Alignment * DirectWrites.Alignment;
        buffer.All[count..padded].Clear();
        if (!TryWriteDirect(buffer.All[..padded], direct)) Write(buffer.All[..count], Length);
        else if (padded != count) Cut(Length + count);
        Length += count;
        _started = Length;
    }

    /// <summary>Replaces bytes written before.</summary>
    public void Overwrite(ReadOnlySpan<byte> bytes, long offset) => Write(bytes, offset);

    /// <summary>Reads at most <paramref name="buffer"/>'s length; 0 at the end.</summary>
    public int Read(Span<byte> buffer, long offset) => RandomAccess.Read(Handle, buffer, offset);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _file.Dispose();
        if (!Renamed) File.Delete(Path);
    }

    private void RequireSpace()
    {
        if (Length - _checked < FileSystemBlobStoreOptions.CheckFreeSpaceEvery) return;
        _checked = Length;
        _freeSpace.Require();
    }

    // The switch is on for the one call only: whoever else reads or writes the file may use any address and length.
    private bool TryWriteDirect(ReadOnlySpan<byte> blocks, DirectWrites direct)
    {
        if (!direct.TrySwitch(Handle, on: true)) return false;
        bool isWritten = TryWriteBlocks(blocks, direct);
        if (!direct.TrySwitch(Handle, on: false)) throw new IOException($"Could not end direct writing to {Path}: nothing was acknowledged, send again.");
        return isWritten;
    }

    private bool TryWriteBlocks(ReadOnlySpan<byte> blocks, DirectWrites direct)
    {
        try
        {
            Write(blocks, Length);
            return true;
        }
        catch (IOException e) when (e.HResult == DiskErrors.InvalidArgument)
        {
            // A disk of larger blocks, or a file system that says so only now. What it may have taken is written once more.
            direct.Refuse();
            return false;
        }
    }

    private void Cut(long length)
    {
        try
        {
            RandomAccess.SetLength(Handle, length);
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            throw DiskErrors.Full("set the length of", Path, e);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(Handle, bytes, offset);
        }
        catch (IOException e) when (DiskErrors.IsFull(e))
        {
            throw DiskErrors.Full($"write {bytes.Length} bytes at offset {offset} of", Path, e);
        }
    }
}
