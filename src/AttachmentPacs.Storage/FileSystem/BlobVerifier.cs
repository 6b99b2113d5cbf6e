using System.Buffers;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Hashing;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Checks a file against all that is recorded of it, in this order: the medium's bytes against their size and hashes, then what they decode
/// to against the content's. Lists every mismatch of the first part; what does not match there is not decoded.
/// </summary>
internal sealed class BlobVerifier(SafeFileHandle file, BlobInfo blob)
{
    private const int BufferSize = 256 * 1024;
    private readonly List<string> _problems = [];

    // Where the content is stored as it is, its MD5 is that of the stored bytes: computed once, with the content.
    private readonly bool _oneMd5 = blob.Codec == Codec.None && blob.Md5 is not null;

    public BlobVerdict Verify(CancellationToken cancellationToken)
    {
        CheckName();
        long length = RandomAccess.GetLength(file);
        if (length != blob.StoredSize) _problems.Add($"the file has {length} bytes, {blob.StoredSize} are recorded");
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            CheckStored(buffer, cancellationToken);
            if (_problems.Count == 0) CheckContent(buffer, cancellationToken);
        }
        catch (BlobCorruptException e)
        {
            _problems.Add(e.Message);
        }
        catch (IOException e)
        {
            _problems.Add($"the medium cannot read the file: {e.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return _problems.Count == 0 ? new BlobVerdict(true, null) : new BlobVerdict(false, $"Blob {blob.Id}: {string.Join("; ", _problems)}.");
    }

    private void CheckName()
    {
        if (blob.Id.Uuid.Version != 8 || blob.Sha256.Length == 0) return;
        BlobId derived = BlobId.ForContent(blob.Sha256, blob.Codec);
        if (derived != blob.Id) _problems.Add($"the recorded SHA-256 and codec {blob.Codec} derive the name {derived}");
    }

    private void CheckStored(byte[] buffer, CancellationToken cancellationToken)
    {
        using StoredHasher hasher = new(blob.StoredMd5 is not null && !_oneMd5);
        for (long offset = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = RandomAccess.Read(file, buffer, offset);
            if (read == 0) break;
            hasher.Append(buffer.AsSpan(0, read));
            offset += read;
        }

        (byte[] xxh3, byte[] blocks, byte[]? md5) = hasher.Finish();
        if (blob.StoredXxh3.Length > 0) Compare("XXH3-128 of the stored bytes", blob.StoredXxh3, xxh3);
        if (blob.StoredMd5 is not null && !_oneMd5) Compare("MD5 of the stored bytes", blob.StoredMd5, md5!);
        if (blob.BlockXxh3.Length > 0) CompareBlocks(blocks);
    }

    private void CompareBlocks(byte[] found)
    {
        if (found.Length != blob.BlockXxh3.Length)
        {
            _problems.Add($"there are {found.Length / StoredHasher.HashSize} block hashes, {blob.BlockXxh3.Length / StoredHasher.HashSize} are recorded");
            return;
        }

        for (int at = 0; at < found.Length; at += StoredHasher.HashSize)
        {
            Compare(
                $"XXH3-128 of block {at / StoredHasher.HashSize}", blob.BlockXxh3.AsSpan(at, StoredHasher.HashSize), found.AsSpan(at, StoredHasher.HashSize));
        }
    }

    private void CheckContent(byte[] buffer, CancellationToken cancellationToken)
    {
        using StoredCursor cursor = new(file, blob);
        using ContentStream content = new(blob, cursor, cursor);
        using ContentHasher hasher = new(blob.Md5 is not null);
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hasher.Append(buffer.AsSpan(0, read));
        }

        (byte[] sha256, byte[]? md5) = hasher.Finish();
        if (blob.Sha256.Length > 0) Compare("SHA-256 of the content", blob.Sha256, sha256);
        if (blob.Md5 is not null) Compare("MD5 of the content", blob.Md5, md5!);
        if (blob.StoredMd5 is not null && _oneMd5) Compare("MD5 of the stored bytes", blob.StoredMd5, md5!);
    }

    private void Compare(string what, ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> found)
    {
        if (recorded.SequenceEqual(found)) return;
        _problems.Add($"{what} is {Convert.ToHexStringLower(found)}, recorded is {Convert.ToHexStringLower(recorded)}");
    }
}
