using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Server.DimseServices.Commitment;

/// <summary>A request for storage commitment whose report can still go out on the association that it came in. Safe for use by many threads.</summary>
/// <param name="association">That association.</param>
/// <param name="context">The presentation context of the request.</param>
/// <param name="transactionUid">Transaction UID (0008,1195).</param>
internal sealed class AwaitedReport(Association association, PresentationContext context, string transactionUid)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Association Association { get; } = association;

    public PresentationContext Context { get; } = context;

    public string TransactionUid { get; } = transactionUid;

    /// <summary>Done when the answer to the request has left, for which the report has to wait (PS3.4 J.3.2.1.2), or the association has ended.</summary>
    public Task AnsweredAsync() => Task.WhenAny(_answered.Task, Association.Completion);

    /// <summary>The answer has left.</summary>
    public void Answered() => _answered.TrySetResult();
}
