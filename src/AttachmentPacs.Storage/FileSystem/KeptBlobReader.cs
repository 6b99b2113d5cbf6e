namespace AttachmentPacs.Storage.FileSystem;

/// <summary>Reads a content that is in memory. Its stored bytes are asked of the file all the same: whoever wants those wants to know of the file.</summary>
/// <param name="blob">What is read.</param>
/// <param name="content">Its decoded bytes, verified.</param>
/// <param name="store">Where its file is.</param>
internal sealed class KeptBlobReader(BlobInfo blob, byte[] content, FileSystemBlobStore store) : BlobReader
{
    public override BlobInfo Blob => blob;

    public override Task CopyContentToAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        CheckRange(offset, count, blob.Size);
        return WriteAsync(destination, content.AsMemory((int)offset, (int)count), cancellationToken);
    }

    public override async Task CopyStoredToAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        await using BlobReader file = await store.OpenFileAsync(blob).ConfigureAwait(false);
        await file.CopyStoredToAsync(destination, offset, count, cancellationToken).ConfigureAwait(false);
    }

    public override Stream OpenContent() => new MemoryStream(content, writable: false);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
