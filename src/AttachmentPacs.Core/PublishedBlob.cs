using AttachmentPacs.Storage;

namespace AttachmentPacs.Core;

/// <summary>A published draft whose row is not written yet: as long as the draft is open, its content can be published anew.</summary>
internal readonly record struct PublishedBlob(BlobDraft Draft, BlobInfo Blob)
{
    public async Task<PublishedBlob> RepublishAsync(IBlobStore store) =>
        this with { Blob = await store.RepublishAsync(Draft, CancellationToken.None).ConfigureAwait(false) };
}
