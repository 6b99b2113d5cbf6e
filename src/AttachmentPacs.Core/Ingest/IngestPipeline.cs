using System.Buffers;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Ingest;

/// <summary>
/// The one way in for an instance, whatever door it comes through:
/// 1. bytes arrive as a stream with an origin; 2. a draft is opened; 3. one pass reads the head, hashes, encodes and writes;
/// 4. the head gives the ids, what has none is refused; 5. an instance that is there already is dealt with; 6. the summary is drafted;
/// 7. drafts become durable blobs; 8. one index transaction makes them an instance; 9. only then the sender is told.
/// </summary>
/// <remarks>
/// A crash before 8 leaves drafts, or blobs that no row names: both are removed at the next start. Safe for use by many threads.
/// </remarks>
public sealed class IngestPipeline(
    IBlobStore store, IIndex index, BlobCollector collector, IngestOptions options, TimeProvider time, ILogger<IngestPipeline> log) : IDisposable
{
    private const int BufferSize = 128 << 10;

    private readonly ParserPool _parsers = new(options.Limits);

    /// <summary>Stores the instance that a stream holds from here to its end.</summary>
    /// <exception cref="DicomFormatException">It is not one, or has no identity; nothing is stored.</exception>
    /// <exception cref="SenderException">The stream broke off; nothing is stored.</exception>
    /// <exception cref="StorageFullException">No room; nothing is stored.</exception>
    /// <exception cref="IndexUnavailableException">The index cannot take it now; nothing is stored.</exception>
    public async Task<IngestResult> StoreAsync(Stream body, IngestOrigin origin, CancellationToken cancellationToken)
    {
        InstanceParser parser = _parsers.Rent();
        try
        {
            // 2 and 3
            await using BlobDraft file = await ReceiveAsync(body, parser.Reader, cancellationToken).ConfigureAwait(false);

            // 4
            (InstanceIdentity identity, InstanceRows rows) = Understand(parser, origin);
            BlobInfo blob = await file.CompleteAsync(cancellationToken).ConfigureAwait(false);

            // 5
            if (await IsThereAlreadyAsync(identity, blob, cancellationToken).ConfigureAwait(false) is { } status)
            {
                return new IngestResult(status, identity);
            }

            // 6
            await using BlobDraft summary = await DraftSummaryAsync(parser, cancellationToken).ConfigureAwait(false);
            BlobInfo summaryBlob = await summary.CompleteAsync(cancellationToken).ConfigureAwait(false);

            // 7: flushed to the medium, then renamed: from here on power may go.
            await store.PublishAsync([file, summary], cancellationToken).ConfigureAwait(false);

            // 8 and 9. The sender's patience no longer counts: what is published gets its row, or is given back.
            return await IndexAsync(identity, rows, new(file, blob), new(summary, summaryBlob)).ConfigureAwait(false);
        }
        finally
        {
            _parsers.Return(parser);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _parsers.Dispose();

    private async Task<BlobDraft> ReceiveAsync(Stream body, DicomHeadReader reader, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        BlobDraft? draft = null;
        long received = 0;
        try
        {
            while (true)
            {
                int count = await FillAsync(body, buffer, received, cancellationToken).ConfigureAwait(false);
                received += count;
                reader.Feed(buffer.AsSpan(0, count));
                draft ??= await store.CreateDraftAsync(CompressionFor(reader), cancellationToken).ConfigureAwait(false);
                await draft.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                if (count < BufferSize) return draft;
            }
        }
        catch
        {
            if (draft is not null) await draft.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> FillAsync(Stream body, byte[] buffer, long received, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAtLeastAsync(buffer.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (IOException e) when (e is not SenderException)
        {
            throw new SenderException(received, e);
        }
    }

    // Design D4: what is compressed already stays as it is.
    private Compression CompressionFor(DicomHeadReader reader) =>
        options.Compression == Compression.Auto && reader.TransferSyntax is { IsEncapsulated: true } or { IsDeflated: true }
            ? Compression.None
            : options.Compression;

    private (InstanceIdentity Identity, InstanceRows Rows) Understand(InstanceParser parser, IngestOrigin origin)
    {
        DicomHead head = parser.Reader.Complete();
        InstanceIdentity identity = InstanceIdentity.Of(head, parser.Tags);
        parser.Summaries.Write(head, Dicom.Json.SummaryOptions.Default, parser.Summary);
        return (identity, InstanceRows.Of(head, parser, identity, origin, time.GetUtcNow()));
    }

    /// <summary>
    /// With the policy <see cref="DuplicatePolicy.Replace"/> nothing; else an answer for the sender, if the instance is there. A stored copy
    /// that is damaged or gone is healed by a newcomer of the same content.
    /// </summary>
    private async Task<IngestStatus?> IsThereAlreadyAsync(InstanceIdentity identity, BlobInfo blob, CancellationToken cancellationToken)
    {
        if (options.OnDuplicate == DuplicatePolicy.Replace) return null;
        if (await index.FindAsync(identity.Instance, cancellationToken).ConfigureAwait(false) is not { } existing) return null;
        AttachmentRow? stored = await index.AttachmentAsync(existing.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false);
        bool isSame = stored is not null && stored.Blob.Sha256.AsSpan().SequenceEqual(blob.Sha256);
        bool isHealthy = stored is { Damaged: false } && store.Exists(new BlobId(stored.Blob.Uuid));
        if (!isHealthy) log.StoredCopyIsBad(identity.Instance, stored?.Blob.Uuid, isSame);
        else if (!isSame) log.SameIdOtherContent(identity.Instance);

        // Whatever the newcomer holds, it is better than a copy that cannot be served.
        if (!isHealthy) return null;
        return options.OnDuplicate == DuplicatePolicy.Reject ? IngestStatus.Duplicate : IngestStatus.AlreadyStored;
    }

    private async Task<BlobDraft> DraftSummaryAsync(InstanceParser parser, CancellationToken cancellationToken)
    {
        BlobDraft draft = await store.CreateDraftAsync(options.SummaryCompression, cancellationToken).ConfigureAwait(false);
        await draft.WriteAsync(parser.Summary.WrittenMemory, cancellationToken).ConfigureAwait(false);
        return draft;
    }

    private async Task<IngestResult> IndexAsync(InstanceIdentity identity, InstanceRows rows, PublishedBlob file, PublishedBlob summary)
    {
        DuplicatePolicy policy = options.OnDuplicate;
        while (true)
        {
            var instance = new NewInstance(
                rows.Patient, rows.Study, rows.Series, rows.Instance,
                [new(AttachmentType.Dicom, file.Blob.ToRow()), new(AttachmentType.DicomAsJson, summary.Blob.ToRow())],
                await PolicyAsync(policy, identity).ConfigureAwait(false), rows.ExpectedInstances);
            StoreOutcome outcome = await index.StoreAsync(instance, CancellationToken.None).ConfigureAwait(false);
            if (outcome.Status == StoreStatus.BlobUnavailable)
            {
                // A name on its way out cannot be revived: the same bytes get another one. See docs/design/storage.md.
                if (outcome.UnavailableBlobs.Contains(file.Blob.Id.Uuid)) file = await file.RepublishAsync(store).ConfigureAwait(false);
                if (outcome.UnavailableBlobs.Contains(summary.Blob.Id.Uuid)) summary = await summary.RepublishAsync(store).ConfigureAwait(false);
                continue;
            }

            if (outcome.Status is StoreStatus.AlreadyStored or StoreStatus.Rejected)
            {
                await collector.DiscardAsync([file.Blob.Id.Uuid, summary.Blob.Id.Uuid]).ConfigureAwait(false);
            }

            return new IngestResult(outcome.Status switch
            {
                StoreStatus.AlreadyStored => IngestStatus.AlreadyStored,
                StoreStatus.Rejected => IngestStatus.Duplicate,
                _ => IngestStatus.Success,
            }, identity);
        }
    }

    // A stored copy that is bad gives way whatever the policy; asked here, because only now the newcomer is durable.
    private async ValueTask<DuplicatePolicy> PolicyAsync(DuplicatePolicy policy, InstanceIdentity identity)
    {
        if (policy == DuplicatePolicy.Replace) return policy;
        if (await index.FindAsync(identity.Instance, CancellationToken.None).ConfigureAwait(false) is not { } existing) return policy;
        AttachmentRow? stored = await index.AttachmentAsync(existing.Key, AttachmentType.Dicom, CancellationToken.None).ConfigureAwait(false);
        return stored is { Damaged: false } && store.Exists(new BlobId(stored.Blob.Uuid)) ? policy : DuplicatePolicy.Replace;
    }
}
