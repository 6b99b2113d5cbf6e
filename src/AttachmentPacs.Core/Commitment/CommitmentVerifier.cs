using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest.Rules;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Commitment;

/// <summary>
/// Whether an instance is safe here: its file is read from the medium, past the system's cache, and every hash is compared. What is found
/// damaged is marked as by any other read. Safe for use by many threads.
/// </summary>
public sealed class CommitmentVerifier(IIndex index, AttachmentReader reader, AcceptOptions accept, ILogger<CommitmentVerifier> log)
{
    // A file that is replaced while it is read is looked at again.
    private const int MostLooks = 3;

    private readonly Func<string, bool> _takesClass = AcceptRules.TakesSopClass(accept);

    /// <summary>0, or why not (<see cref="FailureReason"/>). Several instances may have the UID, of patients of different ids: all of its class have to be sound.</summary>
    /// <exception cref="IndexUnavailableException">Nothing is known now.</exception>
    public Task<int> VerifyAsync(SopReference reference, CancellationToken cancellationToken) =>
        JudgeAsync(reference, row => ReadAsync(row, cancellationToken), cancellationToken);

    /// <summary>The same by what the index knows, without reading files: whether something was deleted or found damaged since they were read.</summary>
    public Task<int> LookAsync(SopReference reference, CancellationToken cancellationToken) => JudgeAsync(
        reference,
        async row => await FileAsync(row, cancellationToken).ConfigureAwait(false) switch
        {
            null => FailureReason.NoSuchObjectInstance,
            { Damaged: true } => FailureReason.ProcessingFailure,
            _ => FailureReason.None,
        },
        cancellationToken);

    private async Task<int> JudgeAsync(SopReference reference, Func<ResourceRow, Task<int>> judge, CancellationToken cancellationToken)
    {
        IReadOnlyList<ResourceRow> found = await index.LookupAsync(ResourceLevel.Instance, reference.SopInstanceUid, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0) return Missing(reference);
        int verdict = FailureReason.ClassInstanceConflict;
        foreach (ResourceRow row in found)
        {
            MetadataRow? sopClass = await index.MetadataAsync(row.Key, MetadataType.SopClassUid, cancellationToken).ConfigureAwait(false);
            if (sopClass?.Value != reference.SopClassUid) continue;
            verdict = await judge(row).ConfigureAwait(false);
            if (verdict != FailureReason.None) break;
        }

        return verdict == FailureReason.NoSuchObjectInstance ? Missing(reference) : verdict;
    }

    private async Task<int> ReadAsync(ResourceRow row, CancellationToken cancellationToken)
    {
        for (int look = 0; look < MostLooks; look++)
        {
            AttachmentRow? file = await FileAsync(row, cancellationToken).ConfigureAwait(false);
            if (file is null) return FailureReason.NoSuchObjectInstance;
            if (await IsHealthyAsync(new Attachment(row, file), cancellationToken).ConfigureAwait(false)) return FailureReason.None;
            AttachmentRow? now = await FileAsync(row, cancellationToken).ConfigureAwait(false);
            if (now is { Damaged: true } && now.Blob.Uuid == file.Blob.Uuid) break;
        }

        return FailureReason.ProcessingFailure;
    }

    private async Task<bool> IsHealthyAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        try
        {
            return (await reader.VerifyAsync(attachment, cancellationToken).ConfigureAwait(false)).Healthy;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not (IndexUnavailableException or IndexUnusableException)))
        {
            // Nothing is known of its bytes: that is no proof that they are sound, nor that they are not.
            log.CommittedFileUnreadable(e, attachment.Resource.Id);
            return false;
        }
    }

    private ValueTask<AttachmentRow?> FileAsync(ResourceRow row, CancellationToken cancellationToken) =>
        index.AttachmentAsync(row.Key, AttachmentType.Dicom, cancellationToken);

    private int Missing(SopReference reference) =>
        _takesClass(reference.SopClassUid) ? FailureReason.NoSuchObjectInstance : FailureReason.ReferencedSopClassNotSupported;
}
