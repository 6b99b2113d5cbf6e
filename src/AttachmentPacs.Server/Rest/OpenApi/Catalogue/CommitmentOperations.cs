using System.Text.Json.Nodes;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Storage commitments that this archive asked for.</summary>
internal static class CommitmentOperations
{
    private const string Tag = "Storage commitment";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", "/storage-commitment/{id}", "getStorageCommitment", Tag, "What another archive has said of the safety of instances")
            .AnswersJson("Of each instance, whether it is safe there", Ref("StorageCommitment")).Fails(404);
        yield return new Operation("POST", "/storage-commitment/{id}/remove", "removeCommitted", Tag, "Deletes the instances that are safe there")
            .Explains("Only if Status is Success. What was stored after the request stays, and what shares its SOP Instance UID with another instance.")
            .AnswersJson("Done", Ref("Empty")).Fails(404, 409);
    }

    /// <summary>The schema of the first.</summary>
    public static JsonObject Schema() => Object(
        "What became of a storage commitment",
        ("Details?", Text("Why it was given up")), ("RemoteAET", Text()), ("Status", OneOfWords("Pending", "Success", "Failure")),
        ("Success", OpenApi.Schema.Array(Object("An instance that is safe", Reference()))),
        ("Failures", OpenApi.Schema.Array(Object(
            "An instance that is not", [.. Reference(), ("Description", Text()), ("FailureReason", Integer("PS3.3 C.14.1.1"))]))));

    // New ones at each call: a node has one parent.
    private static (string, JsonObject)[] Reference() => [("SOPClassUID", Text()), ("SOPInstanceUID", Text())];
}
