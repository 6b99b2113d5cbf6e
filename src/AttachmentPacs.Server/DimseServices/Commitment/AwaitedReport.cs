using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Server.DimseServices.Commitment;

/// <summary>A request for storage commitment whose report can still go out on the association that it came in. Safe for use by many threads.</summary>
/// <param name="association">That association.</param>
/// <param name="context">The presentation context of the request.</param>
/// <param name="transactionUid">Transaction UID (0008,1195).</param>
internal sealed class AwaitedReport(Association association, PresentationContext context, string transactionUid)
{
    // More bytes than this have been sent once the answer has left.
    private long _sentBefore = long.MaxValue;

    public Association Association { get; } = association;

    public PresentationContext Context { get; } = context;

    public string TransactionUid { get; } = transactionUid;

    /// <summary>The answer to the request is what leaves next; the report has to wait for it (PS3.4 J.3.2.1.2).</summary>
    public bool IsAnswered => Association.BytesSent > Interlocked.Read(ref _sentBefore);

    /// <summary>The request is about to be answered.</summary>
    public void Answer() => Interlocked.Exchange(ref _sentBefore, Association.BytesSent);
}
