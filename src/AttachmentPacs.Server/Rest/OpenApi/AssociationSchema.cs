using System.Text.Json.Nodes;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The schemas of <c>/associations</c>.</summary>
internal static class AssociationSchema
{
    public static JsonObject List() => Object(
        "The DIMSE door and who is in it",
        ("AeTitle", Text("Ours")), ("EndPoint", OrNull(Text("Address and port; null if the door is closed"))), ("Open", Schema.Array(Ref("Association"))),
        ("Totals", Object(
            "Since the start",
            ("Aborted", Integer("By this side")), ("AbortedByPeer", Integer()), ("Accepted", Integer()), ("BytesReceived", Integer()), ("BytesSent", Integer()),
            ("Lost", Integer("The connection broke")), ("Messages", Integer("Requests that came")), ("Refused", Integer("Connections that became no association")),
            ("Released", Integer("In good order")), ("RequestsRefused", Integer("Answered with a failure")), ("Stored", Integer("C-STOREs answered with success")))));

    public static JsonObject One() => Object(
        "An association that stands",
        ("BytesReceived", Integer()), ("BytesSent", Integer()), ("CalledAET", Text()), ("CallingAET", Text()), ("ID", Integer("As in the log")),
        ("ImplementationClassUID", Text()), ("ImplementationVersionName", Text()), ("MaximumPduLength", Integer("That the peer takes; 0: any")),
        ("Messages", Integer("Requests that came")), ("Modality", Text("Name of the caller; other: no modality has its AE title")),
        ("Refused", Integer("Requests answered with a failure")), ("RemoteAddress", Text("Address and port")), ("Since", Ref("Date")),
        ("State", OneOfWords("Busy", "Idle")), ("Stored", Integer("C-STOREs answered with success")), ("Tls", OrNull(Text("Protocol and cipher suite"))));
}
