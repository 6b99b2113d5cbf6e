using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Server.DimseServices.Commitment;

/// <summary>A request for storage commitment whose report can still go out on the association that it came in.</summary>
/// <param name="Association">That association.</param>
/// <param name="Context">The presentation context of the request.</param>
/// <param name="TransactionUid">Transaction UID (0008,1195).</param>
/// <param name="SentBefore">Bytes that had been sent before the request was answered: once there are more, the answer has left.</param>
internal sealed record AwaitedReport(Association Association, PresentationContext Context, string TransactionUid, long SentBefore);
