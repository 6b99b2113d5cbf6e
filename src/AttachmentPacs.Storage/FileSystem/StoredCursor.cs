using System.Buffers;
using System.Diagnostics;
using System.IO.Hashing;
using System.Security.Cryptography;
using AttachmentPacs.Storage.Codecs;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// The stored bytes of a blob, front to back, a verified block at a time. Blocks without hashes of their own (adopted blobs) are checked
/// against the MD5 of the whole, if it is known and the reading starts at the first block: the last block is held back until it matches.
/// </summary>
internal sealed class StoredCursor : IStoredSource, IDisposable
{
    private const int XxHashSize = Hashing.StoredHasher.HashSize;

    private readonly SafeFileHandle _file;
    private readonly BlobInfo _blob;
    private readonly IncrementalHash? _md5;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private long _nextBlock;
    private long _opened = Stopwatch.GetTimestamp();

    /// <param name="file">Open for reading as long as the cursor lives.</param>
    /// <param name="blob">What the file must hold.</param>
    /// <param name="firstBlock">Where to start.</param>
    /// <exception cref="BlobCorruptException">What is recorded does not tell a hash for each block.</exception>
    public StoredCursor(SafeFileHandle file, BlobInfo blob, long firstBlock = 0)
    {
        CheckRecord(blob);
        _file = file;
        _blob = blob;
        _nextBlock = firstBlock;
        if (blob.StoredXxh3.Length == 0 && firstBlock == 0 && blob.StoredMd5 is not null)
        {
            _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        }
    }

    /// <summary>A blob has a hash for each block of more than one, a whole hash for one block, or, if adopted, none at all.</summary>
    /// <exception cref="BlobCorruptException">It has something in between: a block would go unchecked.</exception>
    public static void CheckRecord(BlobInfo blob)
    {
        long blocks = (blob.StoredSize + BlobInfo.BlockSize - 1) / BlobInfo.BlockSize;
        long expected = blob.StoredXxh3.Length == 0 || blocks <= 1 ? 0 : blocks;
        if (blob.BlockXxh3.Length == expected * XxHashSize && (blob.StoredXxh3.Length is 0 or XxHashSize)) return;
        throw new BlobCorruptException(
            blob.Id, $"{blob.BlockXxh3.Length} bytes of block hashes are recorded, its {blocks} blocks need {expected * XxHashSize}: remake its record.");
    }

    public long Remaining => Math.Max(0, _blob.StoredSize - (_nextBlock * BlobInfo.BlockSize)) + _end - _start;

    public ReadOnlySpan<byte> Current
    {
        get
        {
            if (_start == _end && Remaining > 0) Load();
            return _buffer.AsSpan(_start, _end - _start);
        }
    }

    /// <summary>The same bytes as <see cref="Current"/>, for asynchronous use; valid until the next block is needed.</summary>
    public ReadOnlyMemory<byte> CurrentMemory => Current.IsEmpty ? default : _buffer.AsMemory(_start, _end - _start);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
    }

    public void Dispose()
    {
        _md5?.Dispose();
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _start = _end = 0;
    }

    private void Load()
    {
        long offset = _nextBlock * BlobInfo.BlockSize;
        int size = (int)Math.Min(BlobInfo.BlockSize, _blob.StoredSize - offset);
        _buffer ??= ArrayPool<byte>.Shared.Rent((int)Math.Min(BlobInfo.BlockSize, _blob.StoredSize));
        Span<byte> block = _buffer.AsSpan(0, size);
        for (int done = 0; done < size;)
        {
            int read = Read(block[done..], offset + done);
            if (read == 0) throw new BlobCorruptException(_blob.Id, $"its file ends at byte {offset + done}, {_blob.StoredSize} are recorded.");
            done += read;
        }

        Verify(block);
        StorageMetrics.VerifiedBytes.Add(size);
        if (_opened != 0) StorageMetrics.RecordFirstBlock(_opened);
        _opened = 0;
        _nextBlock++;
        _start = 0;
        _end = size;
    }

    private int Read(Span<byte> bytes, long offset)
    {
        try
        {
            return RandomAccess.Read(_file, bytes, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BlobUnreadableException(_blob.Id, e);
        }
    }

    private void Verify(ReadOnlySpan<byte> block)
    {
        if (_blob.BlockXxh3.Length > 0)
        {
            Compare("block " + _nextBlock, _blob.BlockXxh3.AsSpan((int)_nextBlock * XxHashSize, XxHashSize), block);
        }
        else if (_blob.StoredXxh3.Length > 0)
        {
            Compare("its stored bytes", _blob.StoredXxh3, block);
        }
        else if (_md5 is not null)
        {
            _md5.AppendData(block);
            if ((_nextBlock * BlobInfo.BlockSize) + block.Length < _blob.StoredSize) return;
            byte[] found = _md5.GetHashAndReset();
            if (!found.AsSpan().SequenceEqual(_blob.StoredMd5))
            {
                throw new BlobCorruptException(
                    _blob.Id, $"MD5 of its stored bytes is {Convert.ToHexStringLower(found)}, recorded is {Convert.ToHexStringLower(_blob.StoredMd5!)}.");
            }
        }
    }

    private void Compare(string what, ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> block)
    {
        Span<byte> found = stackalloc byte[XxHashSize];
        XxHash128.Hash(block, found);
        if (found.SequenceEqual(recorded)) return;
        throw new BlobCorruptException(
            _blob.Id, $"XXH3-128 of {what} is {Convert.ToHexStringLower(found)}, recorded is {Convert.ToHexStringLower(recorded)}.");
    }
}
