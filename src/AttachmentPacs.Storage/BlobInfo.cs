namespace AttachmentPacs.Storage;

/// <summary>All that is known of a stored blob: enough to read and to verify it. Blobs never change.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Codec">How <paramref name="StoredSize"/> bytes encode <paramref name="Size"/> bytes.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="StoredSize">Bytes of the file.</param>
/// <param name="Sha256">SHA-256 of the content, 32 bytes; empty for adopted blobs that nobody has hashed yet.</param>
/// <param name="Md5">MD5 of the content, 16 bytes; null when MD5 is off.</param>
/// <param name="StoredMd5">MD5 of the stored bytes, 16 bytes; null when MD5 is off.</param>
/// <param name="StoredXxh3">XXH3-128 of the stored bytes, 16 bytes in canonical (big-endian) order; empty for adopted blobs.</param>
/// <param name="BlockXxh3">
/// XXH3-128 of each block of <see cref="BlockSize"/> stored bytes, 16 bytes a block, in order, the last block shorter;
/// empty when the file has one block only (then <paramref name="StoredXxh3"/> says the same) and for adopted blobs.
/// </param>
public sealed record BlobInfo(
    BlobId Id, Codec Codec, long Size, long StoredSize, byte[] Sha256, byte[]? Md5, byte[]? StoredMd5, byte[] StoredXxh3, byte[] BlockXxh3)
{
    /// <summary>Bytes of a verified block: 1 MiB (design D3).</summary>
    public const int BlockSize = 1 << 20;
}
