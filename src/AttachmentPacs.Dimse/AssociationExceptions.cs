using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse;

/// <summary>An association did not come about, or ended before its time.</summary>
public class AssociationException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The peer refused the association.</summary>
public sealed class AssociationRejectedException(AssociateReject reject, string peer) : AssociationException($"The association with {peer} was {reject}")
{
    /// <summary>Its reason.</summary>
    public AssociateReject Reject { get; } = reject;
}

/// <summary>The peer aborted the association.</summary>
public sealed class AssociationAbortedException(AssociationAbort abort) : AssociationException($"The association was {abort}")
{
    /// <summary>Its reason.</summary>
    public AssociationAbort Abort { get; } = abort;
}

/// <summary>The peer does not speak the protocol: the association is aborted with this reason.</summary>
internal sealed class ProtocolException(AbortReason reason, string message) : AssociationException(message)
{
    public AbortReason Reason { get; } = reason;
}
