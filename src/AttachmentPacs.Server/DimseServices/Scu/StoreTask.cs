using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>What is to be sent, and to whom.</summary>
/// <param name="Peer">Who gets it.</param>
/// <param name="Resources">Of any level.</param>
/// <param name="IsPermissive">Goes on after a failure, which is counted.</param>
/// <param name="MoveOriginatorAeTitle">Who asked for a C-MOVE that this is part of (PS3.7 9.1.1.1); empty if nobody.</param>
/// <param name="MoveOriginatorId">Message id of that C-MOVE.</param>
internal sealed record StoreTask(
    RemoteEntity Peer, IReadOnlyList<ResourceId> Resources, bool IsPermissive = false, string MoveOriginatorAeTitle = "", ushort MoveOriginatorId = 0);

/// <summary>An instance that the peer does not have.</summary>
internal readonly record struct UnsentInstance(OutgoingInstance Instance, Exception Failure);

/// <summary>How a sending went: without failures, or permissive.</summary>
/// <param name="Sent">What the peer has, in the order in which it went.</param>
/// <param name="Failed">What it has not, and why.</param>
internal sealed record StoreReport(IReadOnlyList<OutgoingInstance> Sent, IReadOnlyList<UnsentInstance> Failed);
