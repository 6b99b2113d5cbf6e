using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>How associations end.</summary>
public enum EndKind
{
    /// <summary>In good order.</summary>
    Released,

    /// <summary>By an A-ABORT of the peer.</summary>
    AbortedByPeer,

    /// <summary>By an A-ABORT of this side: the peer broke the protocol, was silent too long, or the server stops.</summary>
    Aborted,

    /// <summary>The connection broke.</summary>
    Lost,
}

/// <summary>How an association ended.</summary>
/// <param name="Kind">How.</param>
/// <param name="Abort">The A-ABORT, if there was one.</param>
/// <param name="Detail">What happened, in words.</param>
public sealed record AssociationEnd(EndKind Kind, AssociationAbort? Abort, string Detail)
{
    /// <summary>The end that a failure to read is.</summary>
    internal static AssociationEnd Of(IOException failure) => failure switch
    {
        AssociationAbortedException aborted => new(EndKind.AbortedByPeer, aborted.Abort, aborted.Abort.ToString()),
        ProtocolException broken => new(EndKind.Aborted, new AssociationAbort(true, broken.Reason), broken.Message),
        _ => new(EndKind.Lost, null, failure.Message),
    };
}
