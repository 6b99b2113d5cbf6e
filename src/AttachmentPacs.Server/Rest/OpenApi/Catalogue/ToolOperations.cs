using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Tools: look-up, bulk deletion, small things.</summary>
internal static class ToolOperations
{
    private const string Tag = "Tools";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", "/tools", "listTools", Tag, "The tools that there are").AnswersJson("Names", Schema.Array(Text()));
        yield return new Operation("GET", "/tools/now", "getNow", Tag, "The time, UTC").AnswersText("YYYYMMDDTHHMMSS", Ref("Date"));
        yield return new Operation("GET", "/tools/now-local", "getNowLocal", Tag, "The time where the server is").AnswersText("YYYYMMDDTHHMMSS", Ref("Date"));
        yield return new Operation("GET", "/tools/generate-uid", "generateUid", Tag, "A new identifier")
            .Query("level", OneOfWords("patient", "study", "series", "instance"), "Of what; needed")
            .AnswersText("An id of a patient, or a UID", Text()).Fails(400, 404);
        yield return new Operation("GET", "/tools/labels", "listLabels", "Labels", "All labels in use").AnswersJson("Labels", Schema.Array(Text()));
        yield return new Operation("POST", "/tools/lookup", "lookup", Tag, "Finds resources by a DICOM identifier")
            .Body("A Patient ID, or a Study, Series or SOP Instance UID; no wildcards", ("text/plain", Text()))
            .AnswersJson("What has it", Schema.Array(Ref("FoundResource"))).Fails(400);
        yield return new Operation("POST", "/tools/bulk-delete", "bulkDelete", Tag, "Deletes many resources")
            .Explains("Ids that are not there are passed over. One transaction for each.")
            .Body("Ids, of any level", ("application/json", Ref("BulkDelete"))).AnswersEmpty("Done").Fails(400);
    }
}
