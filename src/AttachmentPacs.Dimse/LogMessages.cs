using System.Net;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Dimse;

/// <summary>What this project logs; docs/log.md says what to do about each.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(3001, LogLevel.Warning, "A connection could not be taken: {Reason}")]
    public static partial void AcceptFailed(this ILogger log, string reason);

    [LoggerMessage(3002, LogLevel.Information, "The connection from {Remote} ended: {Reason}")]
    public static partial void ConnectionFailed(this ILogger log, IPEndPoint? remote, string reason);

    [LoggerMessage(3003, LogLevel.Error, "The connection from {Remote} ended for a reason nobody foresaw")]
    public static partial void ConnectionBroke(this ILogger log, Exception failure, IPEndPoint remote);
}
