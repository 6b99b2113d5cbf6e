using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Core;

/// <summary>A blob as the storage knows it and as the index keeps it are the same facts.</summary>
public static class BlobMapping
{
    /// <summary>For the index.</summary>
    public static BlobRow ToRow(this BlobInfo blob) => new(
        blob.Id.Uuid, (int)blob.Codec, blob.Size, blob.StoredSize, blob.Sha256, blob.Md5, blob.StoredMd5, blob.StoredXxh3, blob.BlockXxh3);

    /// <summary>For the storage.</summary>
    public static BlobInfo ToBlob(this BlobRow row) => new(
        new BlobId(row.Uuid), (Codec)row.CompressionType, row.UncompressedSize, row.CompressedSize, row.Sha256, row.UncompressedMd5,
        row.CompressedMd5, row.StoredXxh3, row.BlockXxh3);
}
