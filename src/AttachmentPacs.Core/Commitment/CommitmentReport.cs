using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Commitment;

/// <summary>An instance that is not safe.</summary>
/// <param name="Reference">Which.</param>
/// <param name="Reason">One of <see cref="FailureReason"/>, or what another archive said.</param>
public readonly record struct FailedReference(SopReference Reference, int Reason);

/// <summary>The outcome of a storage commitment: what an N-EVENT-REPORT carries, of ours or of another archive's (PS3.4 J.3.3).</summary>
/// <param name="TransactionUid">Transaction UID (0008,1195).</param>
/// <param name="RemoteAeTitle">The other's Application Entity title.</param>
/// <param name="LocalAeTitle">Ours.</param>
/// <param name="Modality">Name of the other in the configuration; empty if it has none, or is not known.</param>
/// <param name="Succeeded">Referenced SOP Sequence (0008,1199): what is safe.</param>
/// <param name="Failed">Failed SOP Sequence (0008,1198): what is not.</param>
public sealed record CommitmentReport(
    string TransactionUid, string RemoteAeTitle, string LocalAeTitle, string Modality,
    IReadOnlyList<SopReference> Succeeded, IReadOnlyList<FailedReference> Failed)
{
    /// <summary>Event Type ID (PS3.4 Table J.3-2): 1, all are safe; 2, failures exist.</summary>
    public int EventTypeId => Failed.Count == 0 ? 1 : 2;
}

/// <summary>Carries reports to those who asked for them.</summary>
public interface ICommitmentDelivery
{
    /// <summary>
    /// Sends an N-EVENT-REPORT: on the association of the request if it is still open, and then not before the response to the N-ACTION has left
    /// (PS3.4 J.3.3); else on one of its own. Returns once the other has answered with Success. Whatever it throws means that the report has not
    /// arrived: it is sent again later, which the other has to put up with, as an answer may be lost. Called by several threads.
    /// </summary>
    Task DeliverAsync(CommitmentReport report, CancellationToken cancellationToken);
}
