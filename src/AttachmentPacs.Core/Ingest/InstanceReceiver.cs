using System.Buffers;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Core.Ingest;

/// <summary>Takes in the bytes of an instance (design, steps 2 and 3): in one pass they are read for their head, hashed, encoded and written. Thread-safe.</summary>
internal sealed class InstanceReceiver(IBlobStore store, StorageQuota quota, IngestOptions options)
{
    private const int BufferSize = 128 << 10;

    /// <summary>
    /// A draft of all that the stream holds. Null for what is larger than is taken: the rest of it is read for its head and written nowhere, so that
    /// the sender can be told what it was.
    /// </summary>
    /// <param name="body">Read to its end.</param>
    /// <param name="parser">Gets the head.</param>
    /// <param name="share">Counts what the head holds of memory.</param>
    /// <param name="cancellationToken">Gives up, and the draft with it.</param>
    public async Task<BlobDraft?> ReceiveAsync(Stream body, InstanceParser parser, IngestBudget.Share share, CancellationToken cancellationToken)
    {
        using IngestStep step = IngestStep.Begin("receive");
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        DicomHeadReader reader = parser.Reader;
        BlobDraft? draft = null;
        Compression compression = options.Compression;
        long received = 0;
        try
        {
            while (true)
            {
                int count = await body.FillAsync(buffer.AsMemory(0, BufferSize), received, cancellationToken).ConfigureAwait(false);
                received += count;
                reader.Feed(buffer.AsSpan(0, count));
                share.Set(reader.TakenBytes);
                if (received == count) parser.ForeignPreamble = ForeignPreamble.Of(buffer.AsSpan(0, count));
                if (options.MaximumSize > 0 && received > options.MaximumSize)
                {
                    if (draft is not null) await draft.DisposeAsync().ConfigureAwait(false);
                    draft = null;
                }
                else
                {
                    if (draft is null)
                    {
                        compression = CompressionFor(reader);
                        draft = await store.CreateDraftAsync(compression, cancellationToken).ConfigureAwait(false);
                    }

                    if (compression == Compression.None) quota.RefuseLarger(received);
                    await draft.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }

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
            CoreMetrics.IngestBytes.Add(received);
        }
    }

    // Design D4: what is compressed already stays as it is.
    private Compression CompressionFor(DicomHeadReader reader) =>
        options.Compression == Compression.Auto && reader.TransferSyntax is { IsEncapsulated: true } or { IsDeflated: true }
            ? Compression.None
            : options.Compression;
}
