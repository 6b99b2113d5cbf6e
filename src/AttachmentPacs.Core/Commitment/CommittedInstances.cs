using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Commitment;

/// <summary>
/// Removes instances that another archive keeps. What could be lost stays: an instance that was stored or replaced after the request, of which the
/// other may know nothing; one of several instances with the same UID, of which nobody knows which the other has; one of another SOP Class.
/// </summary>
public sealed class CommittedInstances(IIndex index, ILogger<CommittedInstances> log)
{
    /// <summary>Deletes the instances of a request that has succeeded; returns how many went.</summary>
    /// <exception cref="InvalidOperationException">It has not succeeded: nothing was deleted.</exception>
    public async Task<int> RemoveAsync(CommitmentStatus status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (!status.IsSuccess) throw new InvalidOperationException($"Storage commitment {status.Row.TransactionUid} is {status.Word}: nothing was removed");
        int count = 0;
        foreach (SopReference reference in status.Succeeded)
        {
            IReadOnlyList<ResourceRow> found = await index.LookupAsync(ResourceLevel.Instance, reference.SopInstanceUid, cancellationToken).ConfigureAwait(false);
            foreach (ResourceRow row in found)
            {
                if (await ReasonToStayAsync(status.Row, reference, row, found.Count, cancellationToken).ConfigureAwait(false) is { } reason)
                {
                    log.CommittedInstanceStays(row.Id, status.Row.RemoteAeTitle, status.Row.TransactionUid, reason);
                    continue;
                }

                if ((await index.DeleteAsync(row.Id, ResourceLevel.Instance, cancellationToken).ConfigureAwait(false)).Found) count++;
            }
        }

        return count;
    }

    private async ValueTask<string?> ReasonToStayAsync(
        CommitmentRow commitment, SopReference reference, ResourceRow row, int sharers, CancellationToken cancellationToken)
    {
        if (sharers > 1) return $"{sharers} instances have its UID";
        if (row.LastUpdate > commitment.Date) return "it was stored after the request";
        MetadataRow? sopClass = await index.MetadataAsync(row.Key, MetadataType.SopClassUid, cancellationToken).ConfigureAwait(false);
        return sopClass?.Value == reference.SopClassUid ? null : "it is of another SOP Class";
    }
}
