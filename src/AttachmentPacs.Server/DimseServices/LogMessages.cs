using System.Net;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>What the DIMSE door logs; docs/log.md says what to do about each.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(2045, LogLevel.Warning, "{Request} in association {Id} with {CallingAeTitle} was answered {Status}: {Reason}")]
    public static partial void RequestRefused(this ILogger log, CommandField request, long id, string callingAeTitle, string status, string reason);

    [LoggerMessage(2046, LogLevel.Error, "An instance of association {Id} with {CallingAeTitle} could not be stored")]
    public static partial void StoreFailed(this ILogger log, Exception failure, long id, string callingAeTitle);

    [LoggerMessage(2047, LogLevel.Warning, "No {Permission} for {CallingAeTitle} at {Remote}: {Reason}")]
    public static partial void ContextsRefused(this ILogger log, CallerRequest permission, string callingAeTitle, IPEndPoint remote, string reason);

    [LoggerMessage(2048, LogLevel.Warning, "{Missed} more lines on associations were not shown")]
    public static partial void AssociationsNotShown(this ILogger log, int missed);

    [LoggerMessage(2050, LogLevel.Information, "{AeTitle} takes associations at {EndPoint}")]
    public static partial void DimseStarted(this ILogger log, string aeTitle, IPEndPoint endPoint);

    [LoggerMessage(2051, LogLevel.Information, "Association {Id} with {CallingAeTitle} at {Remote}, which calls {CalledAeTitle}: {Accepted} of {Proposed} contexts, {Tls}")]
    public static partial void AssociationOpened(
        this ILogger log, long id, string callingAeTitle, IPEndPoint remote, string calledAeTitle, int accepted, int proposed, string tls);

    [LoggerMessage(2052, LogLevel.Information, "Association {Id} with {CallingAeTitle} ended: {Kind}, {Detail}; {Messages} requests, {Stored} stored, {Refused} refused, {Received} bytes in, {Sent} bytes out, {Seconds} s")]
    public static partial void AssociationClosed(
        this ILogger log, long id, string callingAeTitle, EndKind kind, string detail, long messages, long stored, long refused, long received, long sent, string seconds);

    [LoggerMessage(2053, LogLevel.Warning, "No association for {CallingAeTitle} at {Remote}: {Reason}")]
    public static partial void AssociationRefused(this ILogger log, string callingAeTitle, IPEndPoint remote, string reason);

    [LoggerMessage(2054, LogLevel.Error, "A request of association {Id} could not be answered")]
    public static partial void AssociationFailed(this ILogger log, Exception failure, long id);

    [LoggerMessage(2060, LogLevel.Information, "{Count} of {Total} instances sent to modality {Modality}, {Peer}, as {LocalAeTitle}")]
    public static partial void InstancesSent(this ILogger log, int count, int total, string modality, Scu.RemoteEntity peer, string localAeTitle);

    [LoggerMessage(2061, LogLevel.Warning, "Sending to modality {Modality}, {Peer}, goes on after a failure: {Problem}")]
    public static partial void SendingFailed(this ILogger log, string modality, Scu.RemoteEntity peer, string problem);

    [LoggerMessage(2062, LogLevel.Information, "Storage commitment {TransactionUid} of {Count} instances asked of modality {Modality}, {Peer}")]
    public static partial void CommitmentAsked(this ILogger log, string transactionUid, int count, string modality, Scu.RemoteEntity peer);
}
