using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// What the DIMSE door tells of itself. The label <c>modality</c> is a name that the administrator gave, or <c>other</c>: no caller can make a new
/// one. Names and meanings: docs/monitoring.md.
/// </summary>
internal static class DimseMetrics
{
    private const string Modality = "modality";
    private const string Other = "other";
    private const string EndLabel = "end";

    private static readonly Meter Meter = new(ServerMetrics.MeterName);

    private static readonly Counter<long> Opened = Meter.CreateCounter<long>(
        "attachmentpacs.dimse.associations.opened", "{association}", "Associations that were accepted.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "attachmentpacs.dimse.associations.refused", "{association}", "Connections that did not become associations.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "attachmentpacs.dimse.associations.ended", "{association}", "Associations that have ended, by how.");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "attachmentpacs.dimse.requests", "{request}", "Requests that were answered, by kind and status of the answer.");

    private static readonly Counter<long> Received = Meter.CreateCounter<long>("attachmentpacs.dimse.received", "By", "Bytes of associations that came in.");

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("attachmentpacs.dimse.sent", "By", "Bytes of associations that went out.");

    private static readonly ConcurrentDictionary<string, long> Open = new() { [Other] = 0 };

    static DimseMetrics() => Meter.CreateObservableUpDownCounter(
        "attachmentpacs.dimse.associations.open", () => Open.Select(each => new Measurement<long>(each.Value, Label(each.Key))), "{association}", "Associations that stand now.");

    /// <summary>Makes the instruments known to who listens, counters with their zeros: a first event must be seen as a rise.</summary>
    public static void Announce()
    {
        Opened.Add(0, Label(Other));
        Refused.Add(0, Label(Other));
        foreach (EndKind end in Enum.GetValues<EndKind>()) Ended.Add(0, Label(Other), new(EndLabel, Word(end)));
        Requests.Add(0, Label(Other), new("request", Word(CommandField.CStoreRequest)), new("status", Hex(DimseStatus.Success)));
        CountBytes(Other, 0, 0);
    }

    public static void Enter(string modality)
    {
        Open.AddOrUpdate(modality, 1, static (_, count) => count + 1);
        Opened.Add(1, Label(modality));
    }

    public static void Leave(string modality, EndKind end)
    {
        Open.AddOrUpdate(modality, 0, static (_, count) => count - 1);
        Ended.Add(1, Label(modality), new(EndLabel, Word(end)));
    }

    public static void Refuse(string modality) => Refused.Add(1, Label(modality));

    /// <summary>The status is one of ours, so that there are few of them.</summary>
    public static void CountRequest(string modality, CommandField request, DimseStatus status) =>
        Requests.Add(1, Label(modality), new("request", Word(request)), new("status", Hex(status)));

    public static void CountBytes(string modality, long received, long sent)
    {
        Received.Add(received, Label(modality));
        Sent.Add(sent, Label(modality));
    }

    private static KeyValuePair<string, object?> Label(string modality) => new(Modality, modality);

    private static string Hex(DimseStatus status) => ((ushort)status).ToString("X4", CultureInfo.InvariantCulture);

    private static string Word(EndKind end) => end switch
    {
        EndKind.Released => "released",
        EndKind.AbortedByPeer => "aborted_by_peer",
        EndKind.Aborted => "aborted",
        _ => "lost",
    };

    private static string Word(CommandField request) => request switch
    {
        CommandField.CEchoRequest => "c_echo",
        CommandField.CStoreRequest => "c_store",
        CommandField.NActionRequest => "n_action",
        CommandField.NEventReportRequest => "n_event_report",
        _ => "other",
    };
}
