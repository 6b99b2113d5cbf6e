using System.Diagnostics;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Attachments;

/// <summary>
/// Reads attachments: every block is verified before it leaves; what turns out damaged or missing is marked in the index and never served
/// as good.
/// </summary>
public sealed class AttachmentReader(IBlobStore store, IIndex index, ILogger<AttachmentReader> log)
{
    /// <summary>Which bytes of an attachment.</summary>
    public enum Form
    {
        /// <summary>The decoded content.</summary>
        Content,

        /// <summary>The bytes as they are stored.</summary>
        Stored,
    }

    /// <summary>The stored bytes are not there, not the recorded ones, or cannot be read: not a failure of whoever reads.</summary>
    public static bool IsDamage(Exception exception) => exception is BlobCorruptException or BlobMissingException or BlobUnreadableException;

    /// <summary>Copies a range to a stream; nothing is written before the first block has been verified.</summary>
    /// <exception cref="BlobCorruptException">The bytes do not match; the attachment is marked as damaged.</exception>
    /// <exception cref="BlobMissingException">The file is gone; the attachment is marked as damaged.</exception>
    /// <exception cref="BlobUnreadableException">The medium failed; the attachment is marked as damaged.</exception>
    public async Task CopyAsync(
        Attachment attachment, Form form, long offset, long count, Stream destination, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await using BlobReader reader = await store.OpenAsync(attachment.Row.Blob.ToBlob(), cancellationToken).ConfigureAwait(false);
            Task copy = form == Form.Content
                ? reader.CopyContentToAsync(destination, offset, count, cancellationToken)
                : reader.CopyStoredToAsync(destination, offset, count, cancellationToken);
            await copy.ConfigureAwait(false);
            if (destination != Stream.Null) CoreMetrics.RecordRead(start, form == Form.Content ? "content" : "stored", count);
        }
        catch (Exception e) when (IsDamage(e))
        {
            await MarkAsync(attachment, e.Message).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Uses the decoded content as a forward-only stream; damage is handled as in <see cref="CopyAsync"/>.</summary>
    public async Task<T> UseAsync<T>(Attachment attachment, Func<Stream, T> use, CancellationToken cancellationToken)
    {
        try
        {
            await using BlobReader reader = await store.OpenAsync(attachment.Row.Blob.ToBlob(), cancellationToken).ConfigureAwait(false);
            await using Stream content = reader.OpenContent();
            return use(content);
        }
        catch (Exception e) when (IsDamage(e))
        {
            await MarkAsync(attachment, e.Message).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same for a use that waits.</summary>
    public async Task<T> StreamAsync<T>(Attachment attachment, Func<Stream, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            await using BlobReader reader = await store.OpenAsync(attachment.Row.Blob.ToBlob(), cancellationToken).ConfigureAwait(false);
            await using Stream content = reader.OpenContent();
            return await use(content).ConfigureAwait(false);
        }
        catch (Exception e) when (IsDamage(e))
        {
            await MarkAsync(attachment, e.Message).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the whole attachment from the medium and checks all that is recorded of it; the index learns the verdict.</summary>
    public async Task<BlobVerdict> VerifyAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        BlobVerdict verdict = await store.VerifyAsync(attachment.Row.Blob.ToBlob(), cancellationToken).ConfigureAwait(false);
        if (!verdict.Healthy) await MarkAsync(attachment, verdict.Problem!).ConfigureAwait(false);
        else if (attachment.Row.Damaged) await index.MarkDamagedAsync(attachment.Row.Blob.Uuid, false, cancellationToken).ConfigureAwait(false);
        return verdict;
    }

    /// <summary>Whether every stored byte is there and is the recorded one.</summary>
    /// <exception cref="BlobUnreadableException">The medium failed: nothing is known of the bytes.</exception>
    public async Task<bool> IsSoundAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        try
        {
            await CopyAsync(attachment, Form.Stored, 0, attachment.Row.Blob.CompressedSize, Stream.Null, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is BlobCorruptException or BlobMissingException)
        {
            return false;
        }
    }

    /// <summary>
    /// Marks what is there now, if it is still what was read: a reader that opened the file before it was healed or replaced has nothing to
    /// say of its successor.
    /// </summary>
    private async Task MarkAsync(Attachment attachment, string problem)
    {
        AttachmentRow? now = await index.AttachmentAsync(attachment.Resource.Key, attachment.Row.Type, CancellationToken.None).ConfigureAwait(false);
        if (now is null || now.Blob.Uuid != attachment.Row.Blob.Uuid) return;
        if ((await store.VerifyAsync(now.Blob.ToBlob(), CancellationToken.None).ConfigureAwait(false)).Healthy)
        {
            log.DamageIsPast(attachment.Row.Type, attachment.Resource.Id);
            return;
        }

        // A summary is derived and will be remade: no reason to call anybody.
        if (attachment.Row.Type == AttachmentType.DicomAsJson) log.SummaryUnreadable(attachment.Resource.Id, problem);
        else log.AttachmentDamaged(attachment.Row.Type, attachment.Resource.Id, problem.TrimEnd('.') + ".");
        CoreMetrics.RecordDamage(attachment.Row.Type == AttachmentType.DicomAsJson);
        await index.MarkDamagedAsync(attachment.Row.Blob.Uuid, true, CancellationToken.None).ConfigureAwait(false);
    }
}
