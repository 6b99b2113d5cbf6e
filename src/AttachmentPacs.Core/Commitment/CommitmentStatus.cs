using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Commitment;

/// <summary>How a request of ours stands.</summary>
/// <param name="Row">The request.</param>
/// <param name="Succeeded">What the other has said to be safe; empty while its report is waited for.</param>
/// <param name="Failed">The rest; empty while the report is waited for.</param>
public sealed record CommitmentStatus(CommitmentRow Row, IReadOnlyList<SopReference> Succeeded, IReadOnlyList<FailedReference> Failed)
{
    /// <summary>Whether every instance is safe.</summary>
    public bool IsSuccess => Row.State == CommitmentState.Done && Failed.Count == 0;

    /// <summary>The word of the REST API (contract 1.13).</summary>
    public string Word => Row.State == CommitmentState.Pending ? "Pending" : IsSuccess ? "Success" : "Failure";
}
