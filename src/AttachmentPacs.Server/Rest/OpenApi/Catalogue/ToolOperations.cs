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
        yield return new Operation("POST", "/tools/count-resources", "countResources", Tag, "How many resources of a level there are")
            .Body("The level; conditions are refused unless they are empty", ("application/json", Ref("Count"))).AnswersJson("Their number", Ref("CountResult")).Fails(400);
    }

    /// <summary>What clients set when they start.</summary>
    public static IEnumerable<Operation> Settings()
    {
        const string refusal = "What is set already is confirmed; any other value is refused, 403.";
        yield return new Operation("GET", "/tools/default-encoding", "getDefaultEncoding", Tag, "How text is read whose data set names no character set")
            .AnswersText("Its name", Text());
        yield return new Operation("PUT", "/tools/default-encoding", "setDefaultEncoding", Tag, "Confirms the default encoding").Explains(refusal)
            .Body("Its name", ("text/plain", Text())).AnswersText("Its name", Text()).Fails(400, 403);
        yield return new Operation("GET", "/tools/unknown-sop-class-accepted", "getUnknownSopClassAccepted", Tag, "Whether C-STORE takes SOP classes that are not known")
            .AnswersText("1 or 0", OneOfWords("0", "1"));
        yield return new Operation("PUT", "/tools/unknown-sop-class-accepted", "setUnknownSopClassAccepted", Tag, "Confirms it").Explains(refusal)
            .Body("A boolean", ("text/plain", OneOfWords("0", "1", "false", "true"))).AnswersEmpty("It is so").Fails(400, 403);
        yield return new Operation("GET", "/tools/accepted-sop-classes", "listAcceptedSopClasses", Tag, "The SOP classes that C-STORE takes, beside unknown ones")
            .AnswersJson("UIDs", Schema.Array(Text()));
        yield return new Operation("GET", "/tools/accepted-transfer-syntaxes", "listAcceptedTransferSyntaxes", Tag, "The transfer syntaxes that are taken")
            .AnswersJson("UIDs", Schema.Array(Text()));
        yield return new Operation("PUT", "/tools/accepted-transfer-syntaxes", "setAcceptedTransferSyntaxes", Tag, "Confirms the transfer syntaxes").Explains(refusal)
            .Body("UIDs; a * stands for any characters at the end", ("application/json", AnyOf(Schema.Array(Text()), Text())), ("text/plain", Text()))
            .AnswersJson("UIDs", Schema.Array(Text())).Fails(400, 403);
    }
}
