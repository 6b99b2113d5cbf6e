using AttachmentPacs.Storage;

namespace AttachmentPacs.Core.Tests.Support;

/// <summary>A store that does what a test wants before or after its steps; what a hook throws is the step's failure.</summary>
internal sealed class FaultyStore(IBlobStore inner) : IBlobStore
{
    public Action? BeforeDraft { get; set; }

    public Action? BeforePublish { get; set; }

    public Action? AfterPublish { get; set; }

    public Action<BlobId>? BeforeVerify { get; set; }

    public Action<BlobId>? BeforeRemove { get; set; }

    public ValueTask<BlobDraft> CreateDraftAsync(Compression compression, CancellationToken cancellationToken)
    {
        BeforeDraft?.Invoke();
        return inner.CreateDraftAsync(compression, cancellationToken);
    }

    public async Task<IReadOnlyList<BlobInfo>> PublishAsync(IReadOnlyList<BlobDraft> drafts, CancellationToken cancellationToken)
    {
        BeforePublish?.Invoke();
        IReadOnlyList<BlobInfo> published = await inner.PublishAsync(drafts, cancellationToken);
        AfterPublish?.Invoke();
        return published;
    }

    public Task<BlobInfo> RepublishAsync(BlobDraft draft, CancellationToken cancellationToken) => inner.RepublishAsync(draft, cancellationToken);

    public ValueTask<BlobReader> OpenAsync(BlobInfo blob, CancellationToken cancellationToken) => inner.OpenAsync(blob, cancellationToken);

    public Task<BlobVerdict> VerifyAsync(BlobInfo blob, CancellationToken cancellationToken)
    {
        BeforeVerify?.Invoke(blob.Id);
        return inner.VerifyAsync(blob, cancellationToken);
    }

    public bool Exists(BlobId id) => inner.Exists(id);

    public bool Remove(BlobId id)
    {
        BeforeRemove?.Invoke(id);
        return inner.Remove(id);
    }

    public IEnumerable<StoredBlob> List(CancellationToken cancellationToken) => inner.List(cancellationToken);

    public int RemoveAbandonedDrafts() => inner.RemoveAbandonedDrafts();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
