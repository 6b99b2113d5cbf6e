namespace AttachmentPacs.Dimse.Associations;

/// <summary>A presentation context both sides agreed to.</summary>
/// <param name="Id">Odd, 1 to 255.</param>
/// <param name="AbstractSyntax">SOP Class UID.</param>
/// <param name="TransferSyntax">The one that was chosen.</param>
/// <param name="RequestorIsScu">The requestor of the association may invoke its operations; so it is unless roles were negotiated.</param>
/// <param name="RequestorIsScp">The requestor may perform them.</param>
public sealed record PresentationContext(byte Id, string AbstractSyntax, string TransferSyntax, bool RequestorIsScu = true, bool RequestorIsScp = false);
