using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.DimseServices.Watching;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>The associations that others have opened: who is here, what they have done, and totals since the start. Ours; Orthanc has no such route.</summary>
internal static class AssociationsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
        "/associations", (ServerOptions options, DimseListenerService door, AssociationBook book) => new JsonAnswer(json => Write(json, options.Dicom, door, book)));

    private static void Write(Utf8JsonWriter json, DicomOptions dicom, DimseListenerService door, AssociationBook book)
    {
        json.WriteStartObject();
        json.WriteString("AeTitle", dicom.AeTitle);
        json.WriteString("EndPoint", door.EndPoint?.ToString());
        json.WriteStartArray("Open");
        foreach (AssociationRecord record in book.Open) Write(json, record);
        json.WriteEndArray();
        json.WritePropertyName("Totals");
        Write(json, book.Totals);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AssociationRecord record)
    {
        Association association = record.Association;
        AssociationFacts facts = association.Facts;
        UserInformation peer = facts.Peer;
        json.WriteStartObject();
        json.WriteNumber("BytesReceived", association.BytesReceived);
        json.WriteNumber("BytesSent", association.BytesSent);
        json.WriteString("CalledAET", facts.CalledAeTitle);
        json.WriteString("CallingAET", facts.CallingAeTitle);
        json.WriteNumber("ID", association.Id);
        json.WriteString("ImplementationClassUID", peer.ImplementationClassUid);
        json.WriteString("ImplementationVersionName", peer.ImplementationVersionName ?? "");
        json.WriteNumber("MaximumPduLength", peer.MaxPduLength);
        json.WriteNumber("Messages", record.Messages);
        json.WriteString("Modality", record.Modality);
        json.WriteNumber("Refused", record.Refused);
        json.WriteString("RemoteAddress", facts.Remote.ToString());
        json.WriteString("Since", OrthancDate.Format(association.Since));
        json.WriteString("State", record.IsBusy ? "Busy" : "Idle");
        json.WriteNumber("Stored", record.Stored);
        json.WriteString("Tls", facts.Tls);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AssociationTotals totals)
    {
        json.WriteStartObject();
        json.WriteNumber("Aborted", totals.Aborted);
        json.WriteNumber("AbortedByPeer", totals.AbortedByPeer);
        json.WriteNumber("Accepted", totals.Accepted);
        json.WriteNumber("BytesReceived", totals.BytesReceived);
        json.WriteNumber("BytesSent", totals.BytesSent);
        json.WriteNumber("Lost", totals.Lost);
        json.WriteNumber("Messages", totals.Messages);
        json.WriteNumber("Refused", totals.Refused);
        json.WriteNumber("Released", totals.Released);
        json.WriteNumber("RequestsRefused", totals.RequestsRefused);
        json.WriteNumber("Stored", totals.Stored);
        json.WriteEndObject();
    }
}
