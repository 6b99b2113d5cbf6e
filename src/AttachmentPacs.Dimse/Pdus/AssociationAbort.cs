namespace AttachmentPacs.Dimse.Pdus;

/// <summary>A-ABORT (PS3.8 9.3.8).</summary>
/// <param name="IsProvider">Sent by the protocol machine (source 2), else by the application (source 0), which gives no reason.</param>
/// <param name="Reason">Why.</param>
public readonly record struct AssociationAbort(bool IsProvider, AbortReason Reason)
{
    /// <summary>By the application.</summary>
    public static AssociationAbort ByUser { get; } = new(false, AbortReason.NotSpecified);

    /// <summary>In the words of the standard.</summary>
    public override string ToString() => IsProvider ? $"aborted by the provider: {Words}" : "aborted by the user";

    private string Words => Reason switch
    {
        AbortReason.NotSpecified => "reason not specified",
        AbortReason.UnrecognizedPdu => "unrecognized PDU",
        AbortReason.UnexpectedPdu => "unexpected PDU",
        AbortReason.UnrecognizedParameter => "unrecognized PDU parameter",
        AbortReason.UnexpectedParameter => "unexpected PDU parameter",
        AbortReason.InvalidParameter => "invalid PDU parameter value",
        _ => $"reason {(byte)Reason}",
    };
}

/// <summary>Reasons of the protocol machine (PS3.8 table 9-26).</summary>
public enum AbortReason : byte
{
    NotSpecified = 0,
    UnrecognizedPdu = 1,
    UnexpectedPdu = 2,
    UnrecognizedParameter = 4,
    UnexpectedParameter = 5,
    InvalidParameter = 6,
}
