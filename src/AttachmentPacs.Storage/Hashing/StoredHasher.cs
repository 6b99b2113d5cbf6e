using System.IO.Hashing;
using System.Security.Cryptography;

namespace AttachmentPacs.Storage.Hashing;

/// <summary>XXH3-128 of a file's bytes, whole and block by block, and MD5 if wanted, in one pass.</summary>
internal sealed class StoredHasher(bool md5) : IDisposable
{
    /// <summary>Bytes of an XXH3-128 hash.</summary>
    public const int HashSize = 16;

    private readonly XxHash128 _whole = new();
    private readonly IncrementalHash? _md5 = md5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
    private XxHash128? _block;
    private byte[] _blocks = [];
    private int _blockCount;
    private int _inBlock;

    /// <summary>Appends the next bytes of the file.</summary>
    public void Append(ReadOnlySpan<byte> stored)
    {
        _md5?.AppendData(stored);
        while (!stored.IsEmpty)
        {
            ReadOnlySpan<byte> part = stored[..Math.Min(stored.Length, BlobInfo.BlockSize - _inBlock)];
            _whole.Append(part);
            // The first block's hash is the whole's hash so far: a second one is only needed from the second block on.
            if (_blockCount > 0) (_block ??= new XxHash128()).Append(part);
            _inBlock += part.Length;
            if (_inBlock == BlobInfo.BlockSize) EndBlock();
            stored = stored[part.Length..];
        }
    }

    /// <summary>Whole hash, hashes of the blocks (empty if there is one block only), MD5 or null.</summary>
    public (byte[] Xxh3, byte[] BlockXxh3, byte[]? Md5) Finish()
    {
        if (_inBlock > 0) EndBlock();
        byte[] blocks = _blockCount > 1 ? _blocks.AsSpan(0, _blockCount * HashSize).ToArray() : [];
        return (_whole.GetCurrentHash(), blocks, _md5?.GetHashAndReset());
    }

    public void Dispose() => _md5?.Dispose();

    private void EndBlock()
    {
        int end = (_blockCount + 1) * HashSize;
        if (end > _blocks.Length) Array.Resize(ref _blocks, Math.Max(4 * HashSize, _blocks.Length * 2));
        Span<byte> hash = _blocks.AsSpan(_blockCount * HashSize, HashSize);
        if (_blockCount == 0) _whole.GetCurrentHash(hash);
        else _block!.GetHashAndReset(hash);
        _blockCount++;
        _inBlock = 0;
    }
}
