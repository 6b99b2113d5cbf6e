namespace AttachmentPacs.Dimse.Messages;

/// <summary>
/// A command set (PS3.7 6.3.1 and E.1): the elements of group 0000 that the services here use; others are read over. A null element is absent.
/// </summary>
public sealed record Command(CommandField Field)
{
    /// <summary>(0000,0110): of a request, unique among those outstanding in its direction.</summary>
    public ushort MessageId { get; init; }

    /// <summary>(0000,0120): of a response, the id of its request.</summary>
    public ushort MessageIdBeingRespondedTo { get; init; }

    /// <summary>(0000,0002).</summary>
    public string? AffectedSopClassUid { get; init; }

    /// <summary>(0000,0003).</summary>
    public string? RequestedSopClassUid { get; init; }

    /// <summary>(0000,1000).</summary>
    public string? AffectedSopInstanceUid { get; init; }

    /// <summary>(0000,1001).</summary>
    public string? RequestedSopInstanceUid { get; init; }

    /// <summary>(0000,0700): 0 medium, 1 high, 2 low.</summary>
    public ushort? Priority { get; init; }

    /// <summary>(0000,0800) is not 0101: a data set follows.</summary>
    public bool HasDataSet { get; init; }

    /// <summary>(0000,0900): of a response.</summary>
    public DimseStatus? Status { get; init; }

    /// <summary>(0000,0902): sent in ASCII and cut to 64 characters, since it has no character set.</summary>
    public string? ErrorComment { get; init; }

    /// <summary>(0000,1002).</summary>
    public ushort? EventTypeId { get; init; }

    /// <summary>(0000,1008).</summary>
    public ushort? ActionTypeId { get; init; }

    /// <summary>(0000,1030): who asked for a C-MOVE that led to this C-STORE.</summary>
    public string? MoveOriginatorAeTitle { get; init; }

    /// <summary>(0000,1031): message id of that C-MOVE.</summary>
    public ushort? MoveOriginatorMessageId { get; init; }

    /// <summary>Whether it answers a request.</summary>
    public bool IsResponse => ((ushort)Field & 0x8000) != 0;

    /// <summary>The response to this request, with its message id, class and instance (PS3.7 9.3 and 10.3).</summary>
    /// <param name="status">How it went.</param>
    /// <param name="comment">Why it did not go, the gist first; null for none.</param>
    public Command Respond(DimseStatus status, string? comment = null) => new((CommandField)((ushort)Field | 0x8000))
    {
        MessageIdBeingRespondedTo = MessageId,
        AffectedSopClassUid = AffectedSopClassUid ?? RequestedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid ?? RequestedSopInstanceUid,
        EventTypeId = EventTypeId,
        ActionTypeId = ActionTypeId,
        Status = status,
        ErrorComment = comment,
    };
}
