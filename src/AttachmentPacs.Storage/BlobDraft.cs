namespace AttachmentPacs.Storage;

/// <summary>
/// Content on its way in. Written by one thread at a time: any number of <see cref="WriteAsync"/>, then <see cref="CompleteAsync"/>,
/// then <see cref="IBlobStore.PublishAsync"/>. Disposing an unpublished draft removes it; a published one stays.
/// </summary>
public abstract class BlobDraft : IAsyncDisposable
{
    /// <summary>Bytes of content written so far.</summary>
    public abstract long Size { get; }

    /// <summary>Appends content: hashed, encoded and written in this one pass. The memory may be reused when the call returns.</summary>
    /// <exception cref="StorageFullException">No room; the draft can only be disposed.</exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the content and computes what identifies it. Nothing is flushed to the medium yet. MD5, the dearest hash and no part of the identity, may be
    /// left to <see cref="IBlobStore.PublishAsync"/>: then it is null here.
    /// </summary>
    public abstract ValueTask<BlobInfo> CompleteAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The content of a completed draft, forward-only, each block verified against the hash of what was written before a byte of it is handed
    /// out. For what has to be seen whole before it may be used; valid until the draft is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The draft is not complete.</exception>
    public abstract Stream OpenContent();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
