using System.Text.Json.Nodes;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>What is asked of remote Application Entities.</summary>
internal static class SendingOperations
{
    private const string Tag = "Modalities";
    private const string Path = "/modalities/{id}";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("POST", Path + "/echo", "echoModality", Tag, "Asks a modality for an echo (C-ECHO)")
            .Body("May be empty", ("application/json", Object("Options of an echo", [.. Options(), ("CheckFind?", Boolean("It must offer C-FIND, too"))])))
            .AnswersJson("It answers", Object("Nothing")).Fails(400, 403);
        yield return new Operation("POST", "/tools/dicom-echo", "echoAnyModality", Tag, "Asks any host for an echo (C-ECHO)")
            .Body("A modality as it is put, and CheckFind", ("application/json", AnyOf(Schema.Array(AnyOf(Text(), Integer())), Map(AnyJson()))))
            .AnswersJson("It answers", Object("Nothing")).Fails(400);
        yield return new Operation("POST", Path + "/store", "storeToModality", Tag, "Sends resources of any level (C-STORE)")
            .Explains("The answer comes when all is sent. Not Permissive: the first failure ends it.")
            .Body(
                "An id, an array of ids, or an object", ("text/plain", Text()),
                ("application/json", AnyOf(Text(), Schema.Array(Text()), Object("A sending", [("Resources", Schema.Array(Text())), .. Options(), .. More()]))))
            .AnswersJson("What was sent", Report()).Fails(400, 403);
        yield return new Operation("POST", Path + "/store-straight", "storeStraightToModality", Tag, "Sends a DICOM file that is not stored (C-STORE)")
            .Takes("ContentEncoding", "ContentDigest", "ContentMd5").Body("The file", ("application/dicom", Binary()), ("application/octet-stream", Binary()))
            .AnswersJson("What was sent", Instance()).Fails(400, 415, 507);
        yield return new Operation("POST", Path + "/storage-commitment", "askForStorageCommitment", Tag, "Asks whether instances are kept (N-ACTION)")
            .Body("Which instances", ("application/json", Object(
                "A request", [("DicomInstances?", Schema.Array(Instance())), .. Options(), ("Resources?", Schema.Array(Text("Id of any level")))])))
            .AnswersJson("The request was taken", Object("A request", ("ID", Text("Transaction UID")), ("Path", Text("Where its outcome is")))).Fails(400, 403);
    }

    private static JsonObject Instance() => Object("An instance", ("SOPClassUID", Text()), ("SOPInstanceUID", Text()));

    private static (string Name, JsonObject Type)[] Options() =>
    [
        ("CalledAet?", Text("AE title that is called")), ("Host?", Text("Needs the role Admin")), ("LocalAet?", Text("AE title that calls")),
        ("Port?", Integer("Needs the role Admin")), ("Timeout?", Integer("In seconds; 0: the modality's")),
    ];

    private static (string Name, JsonObject Type)[] More() =>
    [
        ("MoveOriginatorAet?", Text()), ("MoveOriginatorID?", Integer()), ("Permissive?", Boolean("Goes on after a failure, and counts it")),
        ("StorageCommitment?", Boolean("Asks for storage commitment of what was sent")), ("Synchronous?", Boolean("True, or absent")),
    ];

    private static JsonObject Report() => Object(
        "A sending",
        ("Description", Text()), ("FailedInstancesCount", Integer()),
        ("Failures?", Schema.Array(Object("A failure; 100 at most", ("Details", Text()), ("DimseErrorStatus?", Integer()), ("ID", Text())))),
        ("InstancesCount", Integer()), ("LocalAet", Text()), ("ParentResources?", Schema.Array(Text())), ("RemoteAet", Text()),
        ("StorageCommitmentTransactionUID?", Text()));

    private static JsonObject AnyJson() => [];
}
