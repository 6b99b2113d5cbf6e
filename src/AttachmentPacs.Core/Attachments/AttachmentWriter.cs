using System.Buffers;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Core.Attachments;

/// <summary>
/// Writes attachments: draft, durable publication, then one index transaction, as for instances. Every change makes a new blob and a new
/// revision; the old blob is collected after its grace time.
/// </summary>
public sealed class AttachmentWriter(IBlobStore store, IIndex index, Publisher publisher, AttachmentReader reader, StorageQuota quota, Compression compression)
{
    private const int BufferSize = 128 << 10;

    /// <summary>Adds or replaces an attachment by the content of a stream.</summary>
    /// <exception cref="SenderException">The stream broke off; nothing is stored.</exception>
    /// <exception cref="StorageFullException">No room on the medium, or within the quota; nothing is stored.</exception>
    public async Task<WriteOutcome> PutAsync(
        ResourceId resource, int type, Stream content, Precondition precondition, CancellationToken cancellationToken)
    {
        await using BlobDraft draft = await store.CreateDraftAsync(compression, cancellationToken).ConfigureAwait(false);
        await CopyAsync(content, draft, cancellationToken).ConfigureAwait(false);
        return await PublishAsync(resource, type, draft, precondition, mayBeRefused: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Stores an attachment's content with another codec: zlib for compressed ones, as Orthanc's clients expect of
    /// <c>/compress</c>, the plain bytes for <c>/uncompress</c>. Nothing happens if it is so already.
    /// </summary>
    public async Task<WriteOutcome> RecodeAsync(Attachment attachment, Compression target, CancellationToken cancellationToken)
    {
        bool isCompressed = attachment.Row.Blob.CompressionType != (int)Codec.None;
        if (isCompressed == (target != Compression.None)) return new WriteOutcome(WriteStatus.Done, attachment.Row.Revision);
        await using BlobDraft draft = await store.CreateDraftAsync(target, cancellationToken).ConfigureAwait(false);
        await using (var sink = new DraftStream(draft))
        {
            BlobRow blob = attachment.Row.Blob;
            await reader.CopyAsync(attachment, AttachmentReader.Form.Content, 0, blob.UncompressedSize, sink, cancellationToken).ConfigureAwait(false);
        }

        // What was read must still be what is there when it is replaced.
        Precondition unchanged = Precondition.Match(attachment.Row.Revision, attachment.Row.Blob.UncompressedMd5) with
        {
            WhileAttached = (attachment.Row.Type, attachment.Row.Blob.Uuid),
        };
        return await PublishAsync(attachment.Resource.Id, attachment.Row.Type, draft, unchanged, mayBeRefused: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Does several writes on one resource, all or none; attachments come as <see cref="AttachmentContent"/>. Errors are those of the other
    /// overload, and <see cref="ArgumentException"/> for an item that is written twice.
    /// </summary>
    public async Task<ItemsOutcome> WriteAsync(ResourceId resource, IReadOnlyList<ItemWrite> writes, CancellationToken cancellationToken)
    {
        List<(BlobDraft Draft, BlobInfo Blob)> drafts = [];
        List<(int Type, long Size)> sizes = [];
        try
        {
            foreach (AttachmentContent write in writes.OfType<AttachmentContent>())
            {
                BlobDraft draft = await store.CreateDraftAsync(compression, cancellationToken).ConfigureAwait(false);
                drafts.Add((draft, null!));
                await CopyAsync(write.Content, draft, cancellationToken).ConfigureAwait(false);
                drafts[^1] = (draft, await draft.CompleteAsync(cancellationToken).ConfigureAwait(false));
                sizes.Add((write.Type, drafts[^1].Blob.StoredSize));
            }

            using Room room = await quota.TakeAsync(RoomRequest.ForAttachments(index, resource, sizes), cancellationToken).ConfigureAwait(false);
            return await publisher.PublishAsync(drafts, async blobs =>
            {
                int next = 0;
                ItemWrite[] rows = [.. writes.Select(write => write is AttachmentContent put ? new AttachmentPut(put.Type, blobs[next++], put.Precondition) : write)];
                ItemsOutcome outcome = await index.WriteItemsAsync(resource, rows, CancellationToken.None).ConfigureAwait(false);
                bool isUnavailable = outcome.Status == WriteStatus.BlobUnavailable;
                if (!isUnavailable) room.Settle(outcome.IsDone ? new Need(sizes.Sum(each => each.Size), 0) : default);
                return new Written<ItemsOutcome>(outcome, outcome.IsDone, isUnavailable ? [((AttachmentPut)rows[outcome.RefusedAt]).Blob.Uuid] : []);
            }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach ((BlobDraft draft, _) in drafts) await draft.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stores bytes that are at hand and were made from what is stored: the quota does not refuse them.</summary>
    internal async Task<WriteOutcome> PutAsync(
        ResourceId resource, int type, ReadOnlyMemory<byte> content, Compression codec, Precondition precondition, CancellationToken cancellationToken)
    {
        await using BlobDraft draft = await store.CreateDraftAsync(codec, cancellationToken).ConfigureAwait(false);
        await draft.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        return await PublishAsync(resource, type, draft, precondition, mayBeRefused: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<WriteOutcome> PublishAsync(
        ResourceId resource, int type, BlobDraft draft, Precondition precondition, bool mayBeRefused, CancellationToken cancellationToken)
    {
        BlobInfo blob = await draft.CompleteAsync(cancellationToken).ConfigureAwait(false);
        using Room room = mayBeRefused
            ? await quota.TakeAsync(RoomRequest.ForAttachment(index, resource, type, blob.StoredSize), cancellationToken).ConfigureAwait(false)
            : await quota.TakeRegardlessAsync(blob.StoredSize, cancellationToken).ConfigureAwait(false);
        return await publisher.PublishAsync([(draft, blob)], async blobs =>
        {
            WriteOutcome outcome = await index.PutAttachmentAsync(resource, type, blobs[0], precondition, CancellationToken.None).ConfigureAwait(false);
            if (outcome.Status != WriteStatus.BlobUnavailable) room.Settle(outcome.IsDone ? new Need(blob.StoredSize, 0) : default);
            Guid[] unavailable = outcome.Status == WriteStatus.BlobUnavailable ? [blobs[0].Uuid] : [];
            return new Written<WriteOutcome>(outcome, outcome.IsDone, unavailable);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(Stream content, BlobDraft draft, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                int count = await content.FillAsync(buffer.AsMemory(0, BufferSize), draft.Size, cancellationToken).ConfigureAwait(false);
                if (compression == Compression.None) quota.RefuseLarger(draft.Size + count);
                await draft.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                if (count < BufferSize) return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
