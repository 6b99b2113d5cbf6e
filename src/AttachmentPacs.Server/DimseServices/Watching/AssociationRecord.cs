using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.DimseServices.Commitment;
using AttachmentPacs.Server.Telemetry;

namespace AttachmentPacs.Server.DimseServices.Watching;

/// <summary>What one association has done so far; kept with it as <see cref="Association.Tag"/>. Safe for use by many threads.</summary>
internal sealed class AssociationRecord(Association association, string modality)
{
    private readonly Lock _lock = new();
    private long _received;
    private long _sent;
    private readonly Dictionary<string, AwaitedReport> _reports = [];
    private int _busy;

    public Association Association { get; } = association;

    /// <summary>Name of the calling modality; <see cref="AssociationBook.Other"/> for strangers.</summary>
    public string Modality { get; } = modality;

    /// <summary>Requests that came.</summary>
    public long Messages { get; private set; }

    /// <summary>C-STORE requests that were answered with success.</summary>
    public long Stored { get; private set; }

    /// <summary>Requests of any kind that were answered with a failure.</summary>
    public long Refused { get; private set; }

    /// <summary>A request of the peer is being answered.</summary>
    public bool IsBusy => Volatile.Read(ref _busy) > 0;

    /// <summary>A request has come.</summary>
    public void Begin() => Interlocked.Increment(ref _busy);

    /// <summary>It is about to be answered; without a status, nobody could be.</summary>
    public void End(CommandField request, DimseStatus? status)
    {
        Interlocked.Decrement(ref _busy);
        lock (_lock)
        {
            Messages++;
            if (status is { } told)
            {
                if (!told.IsSuccessOrWarning()) Refused++;
                else if (request == CommandField.CStoreRequest) Stored++;
                DimseMetrics.CountRequest(Modality, request, told);
            }
        }

        CountBytes();
    }

    /// <summary>A report is to be sent on this association, if it still stands then.</summary>
    public void Await(AwaitedReport report)
    {
        lock (_lock) _reports[report.TransactionUid] = report;
    }

    /// <summary>No report of a transaction is to be sent here any more; returns the one that was.</summary>
    public AwaitedReport? Forget(string transactionUid)
    {
        lock (_lock) return _reports.Remove(transactionUid, out AwaitedReport? report) ? report : null;
    }

    /// <summary>Tells the metrics what has passed since they were told last.</summary>
    public void CountBytes()
    {
        lock (_lock)
        {
            long received = Association.BytesReceived, sent = Association.BytesSent;
            DimseMetrics.CountBytes(Modality, received - _received, sent - _sent);
            (_received, _sent) = (received, sent);
        }
    }
}
