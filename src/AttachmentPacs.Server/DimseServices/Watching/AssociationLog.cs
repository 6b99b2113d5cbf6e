using System.Globalization;
using System.Net;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Access;

namespace AttachmentPacs.Server.DimseServices.Watching;

/// <summary>The lines of associations: who called, what came of it, how it ended. What a peer has written is cleaned, and nothing of a data set is told.</summary>
internal sealed class AssociationLog(ILogger<AssociationLog> log, TimeProvider time)
{
    private const int LongestTitle = 16;
    private const int LongestReason = 256;

    public void Opened(Association association)
    {
        AssociationFacts facts = association.Facts;
        log.AssociationOpened(association.Id, Title(facts.CallingAeTitle), facts.Remote, Title(facts.CalledAeTitle), facts.Contexts.Count, facts.Request.Contexts.Count, facts.Tls ?? "no TLS");
    }

    public void Closed(AssociationRecord record, AssociationEnd end)
    {
        Association association = record.Association;
        string seconds = (time.GetUtcNow() - association.Since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        log.AssociationClosed(
            association.Id, Title(association.Facts.CallingAeTitle), end.Kind, Reason(end.Detail), record.Messages, record.Stored, record.Refused,
            association.BytesReceived, association.BytesSent, seconds);
    }

    /// <summary>A connection did not become an association.</summary>
    public void Refused(string? callingAeTitle, IPEndPoint remote, string reason) => log.AssociationRefused(Title(callingAeTitle ?? "nobody"), remote, Reason(reason));

    /// <summary>An association was accepted, but not for what the caller may not do.</summary>
    public void ContextsRefused(string callingAeTitle, IPEndPoint remote, CallerRequest permission, string reason) =>
        log.ContextsRefused(permission, Title(callingAeTitle), remote, Reason(reason));

    /// <summary>A request was answered with a failure.</summary>
    public void RequestRefused(Association association, Command request, Command response) =>
        log.RequestRefused(request.Field, association.Id, Title(association.Facts.CallingAeTitle), $"{(ushort)response.Status!.Value:X4}", Reason(response.ErrorComment ?? "no comment"));

    /// <summary>A request could not be answered.</summary>
    public void Failed(Association association, Exception failure) => log.AssociationFailed(failure, association.Id);

    private static string Title(string title) => RefusalLog.Clean(title, LongestTitle);

    private static string Reason(string reason) => RefusalLog.Clean(reason, LongestReason);
}
