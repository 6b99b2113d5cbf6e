using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Server.DimseServices.Watching;

/// <summary>What associations have done together: connections, ends, requests, bytes of whole PDUs.</summary>
internal sealed record AssociationTotals
{
    public long Accepted { get; init; }

    public long Refused { get; init; }

    public long Released { get; init; }

    public long Aborted { get; init; }

    public long AbortedByPeer { get; init; }

    public long Lost { get; init; }

    public long Messages { get; init; }

    public long Stored { get; init; }

    public long RequestsRefused { get; init; }

    public long BytesReceived { get; init; }

    public long BytesSent { get; init; }

    public AssociationTotals With(AssociationRecord record) => this with
    {
        Messages = Messages + record.Messages,
        Stored = Stored + record.Stored,
        RequestsRefused = RequestsRefused + record.Refused,
        BytesReceived = BytesReceived + record.Association.BytesReceived,
        BytesSent = BytesSent + record.Association.BytesSent,
    };

    public AssociationTotals With(EndKind end) => end switch
    {
        EndKind.Released => this with { Released = Released + 1 },
        EndKind.Aborted => this with { Aborted = Aborted + 1 },
        EndKind.AbortedByPeer => this with { AbortedByPeer = AbortedByPeer + 1 },
        _ => this with { Lost = Lost + 1 },
    };
}
