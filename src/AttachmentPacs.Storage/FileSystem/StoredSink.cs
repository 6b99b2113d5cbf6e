using System.Buffers;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Where encoders put stored bytes: gathers small pieces, hashes and writes them. For an encoder that learns its first bytes last
/// (<see cref="Reserve"/>) the hashes are computed at the end, from the file read back.
/// </summary>
/// <remarks>From <see cref="BufferSize"/> bytes on they are gathered for direct writing, where that can be had.</remarks>
internal sealed class StoredSink(DraftFile file, bool md5, DirectWrites? direct) : IStoredSink, IDisposable
{
    /// <summary>Smaller contents are written in one piece, through the cache.</summary>
    public const int BufferSize = 16 * 1024;

    private const int ReadBackSize = 128 * 1024;

    private readonly StoredHasher _hasher = new(md5);
    private byte[]? _buffer;
    private DirectBuffer? _gathered;
    private int _count;
    private bool _hashLater;

    public void Write(ReadOnlySpan<byte> stored)
    {
        if (!_hashLater) _hasher.Append(stored);
        if (_gathered is not null || (_count + stored.Length > BufferSize && TryGather()))
        {
            Gather(stored);
            return;
        }

        if (stored.Length >= BufferSize)
        {
            Flush();
            file.Append(stored);
            return;
        }

        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        if (_count + stored.Length > _buffer.Length) Flush();
        stored.CopyTo(_buffer.AsSpan(_count));
        _count += stored.Length;
    }

    public void Reserve(int count)
    {
        if (file.Length + _count > 0) throw new InvalidOperationException("Only the first bytes of a file can be reserved.");
        _hashLater = true;
        Span<byte> zeros = stackalloc byte[count];
        zeros.Clear();
        Write(zeros);
    }

    public void FillReserved(ReadOnlySpan<byte> first)
    {
        Flush();
        file.Overwrite(first, 0);
    }

    /// <summary>Writes what is left and returns the hashes of the file.</summary>
    public (byte[] Xxh3, byte[] BlockXxh3, byte[]? Md5) Complete()
    {
        Flush();
        if (_gathered is not null) FlushGathered();
        if (_hashLater) ReadBack();
        return _hasher.Finish();
    }

    /// <summary>What has been gathered and not written yet; empty where nothing is gathered.</summary>
    public ReadOnlySpan<byte> Gathered => _gathered is null ? [] : _gathered.All[.._gathered.Count];

    /// <summary>Gathers from the first byte on, if a buffer can be had; whether it does.</summary>
    public bool TryGather()
    {
        if (_gathered is null && file.Length == 0 && !_hashLater) StartGathering();
        return _gathered is not null;
    }

    /// <summary>Gives the buffer, with the last piece of the file still in it, to the caller, who returns it.</summary>
    public DirectBuffer? Detach()
    {
        DirectBuffer? buffer = _gathered;
        _gathered = null;
        return buffer;
    }

    public void Dispose()
    {
        _hasher.Dispose();
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        if (_gathered is not null) direct!.Return(_gathered);
        _gathered = null;
    }

    private void Flush()
    {
        if (_count == 0) return;
        file.Append(_buffer.AsSpan(0, _count));
        _count = 0;
    }

    private void StartGathering()
    {
        _gathered = direct?.TryRent();
        if (_gathered is null) return;
        _gathered.Fill(_buffer.AsSpan(0, _count));
        _count = 0;
    }

    private void Gather(ReadOnlySpan<byte> stored)
    {
        while (!stored.IsEmpty)
        {
            stored = stored[_gathered!.Fill(stored)..];
            if (_gathered.Count == DirectBuffer.Size) FlushGathered();
        }
    }

    private void FlushGathered()
    {
        if (_gathered!.Count >= DirectWrites.SmallestPiece) file.AppendDirect(_gathered, direct!);
        else if (_gathered.Count > 0) file.Append(_gathered.All[.._gathered.Count]);
        _gathered.Count = 0;
    }

    private void ReadBack()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadBackSize);
        try
        {
            for (long offset = 0; offset < file.Length;)
            {
                int read = file.Read(buffer, offset);
                if (read == 0) throw new IOException($"{file.Path} has {offset} bytes, but {file.Length} were written to it: something else changes the store's drafts.");
                _hasher.Append(buffer.AsSpan(0, read));
                offset += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
