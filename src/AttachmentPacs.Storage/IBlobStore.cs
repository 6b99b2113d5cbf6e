namespace AttachmentPacs.Storage;

/// <summary>
/// Keeps immutable blobs under UUID names. Knows bytes, not DICOM, and no references: who needs which blob is the index's to say.
/// Safe for use by many threads. One contract suite (BlobStoreContract) proves every implementation.
/// </summary>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>
    /// Starts a draft: nameless bytes on the way in, invisible to readers, gone after a restart.
    /// </summary>
    /// <exception cref="CodecUnavailableException">The codec's library is not on this machine.</exception>
    /// <exception cref="StorageFullException">No room, or less than the configured floor.</exception>
    ValueTask<BlobDraft> CreateDraftAsync(Compression compression, CancellationToken cancellationToken);

    /// <summary>
    /// Makes completed drafts durable and visible under their names. When it returns, power may go. Concurrent callers share flushes. A name that
    /// exists already is replaced by the same, freshly checked content. If it throws, some of the drafts may be visible under their names:
    /// harmless, no index row names them yet.
    /// </summary>
    /// <returns>What is known of each draft, in their order: as <see cref="BlobDraft.CompleteAsync"/> told it, MD5 included.</returns>
    /// <exception cref="StorageFullException">No room.</exception>
    /// <remarks>The caller may go on on a thread that others wait for: what it does next must be short, and wait for nothing.</remarks>
    Task<IReadOnlyList<BlobInfo>> PublishAsync(IReadOnlyList<BlobDraft> drafts, CancellationToken cancellationToken);

    /// <summary>
    /// Publishes the content of a published draft once more, under a random name, although its file may have been removed meanwhile.
    /// The answer to an index that says "this name is on its way out".
    /// </summary>
    /// <returns>The same content's info with the new name.</returns>
    Task<BlobInfo> RepublishAsync(BlobDraft draft, CancellationToken cancellationToken);

    /// <summary>Opens a blob for verified reading.</summary>
    /// <exception cref="BlobMissingException">No such file.</exception>
    /// <exception cref="BlobCorruptException">The file's size is not the recorded one.</exception>
    /// <exception cref="CodecUnavailableException">The codec's library is not on this machine.</exception>
    ValueTask<BlobReader> OpenAsync(BlobInfo blob, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the whole blob from the medium (asking the operating system to drop what it caches) and checks everything that is recorded:
    /// sizes, hashes of stored bytes and blocks, hashes of the content, the codec's own checks.
    /// </summary>
    Task<BlobVerdict> VerifyAsync(BlobInfo blob, CancellationToken cancellationToken);

    /// <summary>Whether a durable file of this name is there. Cheap enough to be asked inside an index transaction.</summary>
    bool Exists(BlobId id);

    /// <summary>Removes a blob's file and what directories it leaves empty; false if there was none. Readers that have it open go on.</summary>
    /// <exception cref="IOException">It could not be removed: the message names the path and the cause.</exception>
    bool Remove(BlobId id);

    /// <summary>Every blob there is, in no order; files that are not named by a UUID are passed over.</summary>
    IEnumerable<StoredBlob> List(CancellationToken cancellationToken);

    /// <summary>Removes the drafts that an unclean stop left behind. Only for the start, before the first draft. Returns their number.</summary>
    int RemoveAbandonedDrafts();
}

/// <summary>One file found by <see cref="IBlobStore.List"/>.</summary>
public readonly record struct StoredBlob(BlobId Id, long StoredSize, DateTimeOffset LastWrite);

/// <summary>What <see cref="IBlobStore.VerifyAsync"/> found.</summary>
/// <param name="Healthy">Everything recorded matches.</param>
/// <param name="Problem">Null, or what does not match, with the expected and the found value.</param>
public sealed record BlobVerdict(bool Healthy, string? Problem);
