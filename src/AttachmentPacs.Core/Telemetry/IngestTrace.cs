using System.Diagnostics;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Core.Telemetry;

/// <summary>
/// One instance on its way in, from <see cref="Begin"/> to its end: counted while it is on its way, measured by outcome, and, where somebody
/// traces, a span above its steps. A span says the door, the outcome and the ids of Orthanc's form; never what the file says of a person.
/// </summary>
internal readonly struct IngestTrace
{
    /// <summary>Reason of an instance that was not refused.</summary>
    private const string NoReason = "none";

    private readonly long _start;
    private readonly Activity? _span;

    private IngestTrace(Activity? span) => (_start, _span) = (Stopwatch.GetTimestamp(), span);

    /// <summary>Spans of the ingest and its steps.</summary>
    public static ActivitySource Source { get; } = new(CoreMetrics.MeterName);

    public static IngestTrace Begin(IngestOrigin origin)
    {
        CoreMetrics.EnterIngest();
        Activity? span = Source.StartActivity("ingest");
        span?.SetTag("attachmentpacs.origin", origin.Source.ToString());
        return new IngestTrace(span);
    }

    /// <summary>It has an outcome.</summary>
    public void End(IngestResult result)
    {
        string outcome = result.Status switch
        {
            IngestStatus.Success => "success",
            IngestStatus.AlreadyStored => "already_stored",
            IngestStatus.FilteredOut => "filtered_out",
            _ => "duplicate",
        };
        if (_span is not null) _span.SetTag("attachmentpacs.instance", result.Identity.Instance.ToString());
        End(outcome, NoReason);
    }

    /// <summary>It was refused, or failed. The exception's words are not told: they may hold what the file says.</summary>
    public void Fail(Exception exception)
    {
        string reason = ReasonOf(exception);
        _span?.SetStatus(ActivityStatusCode.Error, reason);
        End("refused", reason);
    }

    private static string ReasonOf(Exception exception) => exception switch
    {
        DicomFormatException { Fault: DicomFault.NotIdentified } => "not_identified",
        DicomFormatException or InvalidDataException => "bad_format",
        SenderException => "sender",
        IngestBudgetException => "budget",
        StorageFullException or IndexFullException => "full",
        IndexUnavailableException => "index_unavailable",
        OperationCanceledException => "cancelled",
        _ when AttachmentReader.IsDamage(exception) => "damage",
        FilterUnavailableException => "filter",
        IOException => "storage",
        _ => "other",
    };

    private void End(string outcome, string reason)
    {
        CoreMetrics.LeaveIngest(_start, outcome, reason);
        if (_span is null) return;
        _span.SetTag("attachmentpacs.outcome", outcome);
        _span.Dispose();
    }
}
