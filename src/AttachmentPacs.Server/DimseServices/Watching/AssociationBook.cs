using System.Collections.Concurrent;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Server.DimseServices.Commitment;
using AttachmentPacs.Server.Telemetry;

namespace AttachmentPacs.Server.DimseServices.Watching;

/// <summary>The associations that others have opened: those that stand now, and totals since the start. Safe for use by many threads.</summary>
internal sealed class AssociationBook(ModalityRegistry modalities)
{
    /// <summary>Who has an AE title that is no modality's.</summary>
    public const string Other = "other";

    private readonly ConcurrentDictionary<long, AssociationRecord> _open = [];
    private readonly Lock _lock = new();
    private AssociationTotals _ended = new();
    private long _accepted;
    private long _refused;

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<AssociationRecord> Open => [.. _open.Values.OrderBy(record => record.Association.Id)];

    /// <summary>Those that stand now are counted as far as they have come.</summary>
    public AssociationTotals Totals
    {
        get
        {
            lock (_lock) return _open.Values.Aggregate(_ended, (sum, record) => sum.With(record)) with { Accepted = _accepted, Refused = _refused };
        }
    }

    /// <summary>The label of a caller: its modality's name, the first of several that share the title.</summary>
    public string LabelOf(string? aeTitle) => aeTitle is not null && modalities.WithAeTitle(aeTitle) is [var first, ..] ? first.Name : Other;

    /// <summary>An association stands.</summary>
    public AssociationRecord Enter(Association association)
    {
        var record = new AssociationRecord(association, LabelOf(association.Facts.CallingAeTitle));
        association.Tag = record;
        lock (_lock)
        {
            _accepted++;
            _open[association.Id] = record;
        }

        DimseMetrics.Enter(record.Modality);
        return record;
    }

    /// <summary>It has ended.</summary>
    public void Leave(AssociationRecord record, EndKind kind)
    {
        record.CountBytes();
        lock (_lock)
        {
            _open.TryRemove(record.Association.Id, out _);
            _ended = _ended.With(record).With(kind);
        }

        DimseMetrics.Leave(record.Modality, kind);
    }

    /// <summary>The association of a request for storage commitment, if it still stands; its report is the caller's then. Null otherwise.</summary>
    public AwaitedReport? TakeReport(string callingAeTitle, string transactionUid) => _open.Values
        .Where(record => record.Association.Facts.CallingAeTitle == callingAeTitle).Select(record => record.Forget(transactionUid)).FirstOrDefault(report => report is not null);

    /// <summary>A connection did not become an association.</summary>
    public void Refuse(string? aeTitle)
    {
        lock (_lock) _refused++;
        DimseMetrics.Refuse(LabelOf(aeTitle));
    }
}
