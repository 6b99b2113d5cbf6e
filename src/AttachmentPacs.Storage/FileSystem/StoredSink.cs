using System.Buffers;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Where encoders put stored bytes: gathers small pieces, hashes and writes them. For an encoder that learns its first bytes last
/// (<see cref="Reserve"/>) the hashes are computed at the end, from the file read back.
/// </summary>
internal sealed class StoredSink(DraftFile file, bool md5) : IStoredSink, IDisposable
{
    private const int BufferSize = 16 * 1024;
    private const int ReadBackSize = 128 * 1024;

    private readonly StoredHasher _hasher = new(md5);
    private byte[]? _buffer;
    private int _count;
    private bool _hashLater;

    public void Write(ReadOnlySpan<byte> stored)
    {
        if (stored.Length >= BufferSize)
        {
            Flush();
            Put(stored);
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
        if (_hashLater) ReadBack();
        return _hasher.Finish();
    }

    public void Dispose()
    {
        _hasher.Dispose();
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private void Flush()
    {
        if (_count == 0) return;
        Put(_buffer.AsSpan(0, _count));
        _count = 0;
    }

    private void Put(ReadOnlySpan<byte> stored)
    {
        if (!_hashLater) _hasher.Append(stored);
        file.Append(stored);
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
