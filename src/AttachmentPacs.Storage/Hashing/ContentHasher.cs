using System.Security.Cryptography;

namespace AttachmentPacs.Storage.Hashing;

/// <summary>SHA-256, and MD5 if wanted, of content that arrives in pieces.</summary>
internal sealed class ContentHasher(bool md5) : IDisposable
{
    /// <summary>Pieces of at least this many bytes have their MD5 computed on another thread: below it, starting that thread costs more.</summary>
    public const int BesideThreshold = 64 * 1024;

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _md5 = md5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;

    /// <summary>Appends a piece to both hashes.</summary>
    public void Append(ReadOnlySpan<byte> content)
    {
        AppendMd5(content);
        AppendSha256(content);
    }

    /// <summary>Appends a piece to MD5 alone, if it is wanted.</summary>
    public void AppendMd5(ReadOnlySpan<byte> content) => _md5?.AppendData(content);

    /// <summary>
    /// Starts the MD5 of a piece on another thread: it is the dearest of all hashes (design D3). Nothing else may touch this object but
    /// <see cref="AppendSha256"/>, and the memory must stay as it is, until the task has ended.
    /// </summary>
    public Task AppendMd5Beside(ReadOnlyMemory<byte> content)
    {
        IncrementalHash? hash = _md5;
        return hash is null ? Task.CompletedTask : Task.Run(() => hash.AppendData(content.Span));
    }

    /// <summary>Appends a piece to SHA-256 alone.</summary>
    public void AppendSha256(ReadOnlySpan<byte> content) => _sha256.AppendData(content);

    /// <summary>The hashes of all that was appended; 32 bytes, and 16 or null.</summary>
    public (byte[] Sha256, byte[]? Md5) Finish() => (_sha256.GetHashAndReset(), _md5?.GetHashAndReset());

    public void Dispose()
    {
        _sha256.Dispose();
        _md5?.Dispose();
    }
}
