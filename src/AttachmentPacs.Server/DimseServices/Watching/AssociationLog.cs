using System.Globalization;
using System.Net;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Access;

namespace AttachmentPacs.Server.DimseServices.Watching;

/// <summary>The lines of associations: who called, what came of it, how it ended. What a peer has written is cleaned, and nothing of a data set is told.</summary>
/// <remarks>At most 100 lines a minute of each kind, so that a flood does not bury the log; the rest is counted. Thread-safe.</remarks>
internal sealed class AssociationLog(ILogger<AssociationLog> log, TimeProvider time) : IDisposable
{
    /// <summary>Most lines of one kind in a minute.</summary>
    public const int MostLines = 100;

    private const int LongestTitle = 16;
    private const int LongestReason = 256;

    private readonly LineLimit _associations = new(time, 2 * MostLines);
    private readonly LineLimit _refusals = new(time, MostLines);
    private readonly LineLimit _requests = new(time, MostLines);
    private readonly LineLimit _failures = new(time, MostLines);

    public void Opened(Association association)
    {
        if (!IsLogged(_associations)) return;
        AssociationFacts facts = association.Facts;
        log.AssociationOpened(association.Id, Title(facts.CallingAeTitle), facts.Remote, Title(facts.CalledAeTitle), facts.Contexts.Count, facts.Request.Contexts.Count, facts.Tls ?? "no TLS");
    }

    public void Closed(AssociationRecord record, AssociationEnd end)
    {
        if (!IsLogged(_associations)) return;
        Association association = record.Association;
        string seconds = (time.GetUtcNow() - association.Since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        log.AssociationClosed(
            association.Id, Title(association.Facts.CallingAeTitle), end.Kind, Reason(end.Detail), record.Messages, record.Stored, record.Refused,
            association.BytesReceived, association.BytesSent, seconds);
    }

    /// <summary>A connection did not become an association.</summary>
    public void Refused(string? callingAeTitle, IPEndPoint remote, string reason)
    {
        if (IsLogged(_refusals)) log.AssociationRefused(Title(callingAeTitle ?? "nobody"), remote, Reason(reason));
    }

    /// <summary>An association was accepted, but not for what the caller may not do.</summary>
    public void ContextsRefused(string callingAeTitle, IPEndPoint remote, CallerRequest permission, string reason)
    {
        if (IsLogged(_refusals)) log.ContextsRefused(permission, Title(callingAeTitle), remote, Reason(reason));
    }

    /// <summary>A request was answered with a failure.</summary>
    public void RequestRefused(Association association, Command request, Command response)
    {
        if (!IsLogged(_requests)) return;
        log.RequestRefused(request.Field, association.Id, Title(association.Facts.CallingAeTitle), $"{(ushort)response.Status!.Value:X4}", Reason(response.ErrorComment ?? "no comment"));
    }

    /// <summary>An instance could not be stored, for a reason that is not its sender's.</summary>
    public void StoreFailed(Association association, Exception failure)
    {
        if (IsLogged(_failures)) log.StoreFailed(failure, association.Id, Title(association.Facts.CallingAeTitle));
    }

    /// <summary>A request could not be answered.</summary>
    public void Failed(Association association, Exception failure)
    {
        if (IsLogged(_failures)) log.AssociationFailed(failure, association.Id);
    }

    /// <summary>Says how many were counted only.</summary>
    public void Dispose()
    {
        int missed = _associations.Missed + _refusals.Missed + _requests.Missed + _failures.Missed;
        if (missed > 0) log.AssociationsNotShown(missed);
    }

    // Says first how many were not.
    private bool IsLogged(LineLimit limit)
    {
        (bool isLogged, int missed) = limit.Take();
        if (missed > 0) log.AssociationsNotShown(missed);
        return isLogged;
    }

    private static string Title(string title) => RefusalLog.Clean(title, LongestTitle);

    private static string Reason(string reason) => RefusalLog.Clean(reason, LongestReason);
}
