namespace AttachmentPacs.Dimse.Pdus;

/// <summary>A-ASSOCIATE-RJ: why no association comes about (PS3.8 9.3.4). Made only by its named members, which are all there are.</summary>
public readonly record struct AssociateReject
{
    private AssociateReject(bool isTransient, byte source, byte reason) => (IsTransient, Source, Reason) = (isTransient, source, reason);

    /// <summary>Asking again later may help.</summary>
    public bool IsTransient { get; }

    /// <summary>1 the application, 2 the association control, 3 the presentation layer.</summary>
    public byte Source { get; }

    /// <summary>By its source (PS3.8 table 9-21).</summary>
    public byte Reason { get; }

    public static AssociateReject NoReason { get; } = new(false, 1, 1);

    public static AssociateReject ApplicationContextNotSupported { get; } = new(false, 1, 2);

    public static AssociateReject CallingAeTitleNotRecognized { get; } = new(false, 1, 3);

    public static AssociateReject CalledAeTitleNotRecognized { get; } = new(false, 1, 7);

    public static AssociateReject ProtocolVersionNotSupported { get; } = new(false, 2, 2);

    public static AssociateReject TemporaryCongestion { get; } = new(true, 3, 1);

    public static AssociateReject LocalLimitExceeded { get; } = new(true, 3, 2);

    internal static AssociateReject Of(byte result, byte source, byte reason) => new(result == 2, source, reason);

    /// <summary>In the words of the standard.</summary>
    public override string ToString()
    {
        string reason = (Source, Reason) switch
        {
            (1, 2) => "application context name not supported",
            (1, 3) => "calling AE title not recognized",
            (1, 7) => "called AE title not recognized",
            (2, 2) => "protocol version not supported",
            (3, 1) => "temporary congestion",
            (3, 2) => "local limit exceeded",
            (_, 1) => "no reason given",
            _ => $"source {Source}, reason {Reason}",
        };
        return $"{(IsTransient ? "rejected for now" : "rejected")}: {reason}";
    }
}
