namespace AttachmentPacs.Dimse.Associations;

/// <summary>How long a peer is waited for.</summary>
/// <param name="Artim">For the whole of an association request after the connection, for the end of the connection after the last PDU (PS3.8 9.1.5).</param>
/// <param name="Dimse">For the next byte within an association, and for it to take what is sent; not while it waits for this side's handler.</param>
public sealed record AssociationTimeouts(TimeSpan Artim, TimeSpan Dimse);
