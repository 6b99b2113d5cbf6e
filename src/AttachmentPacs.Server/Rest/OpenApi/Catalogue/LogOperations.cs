using AttachmentPacs.Index;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>The change log and the export log.</summary>
internal static class LogOperations
{
    private const string Tag = "Changes";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", "/changes", "listChanges", Tag, "A page of the change log")
            .Explains($"To follow the log, ask again with since={{Last}} until Done. Types: {string.Join(", ", Enum.GetNames<ChangeType>())}.")
            .Query("since", Integer(), "The number after which to begin").Query("to", Integer(), "The last number")
            .Query("limit", Integer(minimum: 0), "How many at most, 100 if it is not said")
            .Query("type", Text(example: "NewStudy;NewSeries"), "Types, separated by semicolons")
            .Flag("last", "The last row only").Flag("tombstones", "Also the rows of what has been deleted since, and the deletions")
            .AnswersJson("The page", Ref("ChangePage")).Fails(400);
        yield return new Operation("DELETE", "/changes", "clearChanges", Tag, "Clears the change log").AnswersEmpty("Cleared; its numbers go on rising");
        yield return new Operation("GET", "/webhooks", "listWebhooks", Tag, "How the webhooks fare, which tell receivers of changes")
            .AnswersJson("All that are configured, and those that were and have a position", Schema.Array(Ref("Webhook")));
        yield return new Operation("DELETE", "/webhooks/{name}", "forgetWebhook", Tag, "Forgets the position of a webhook that is configured no longer")
            .AnswersEmpty("Forgotten").Fails(403, 404);
        yield return new Operation("GET", "/exports", "listExports", Tag, "A page of the export log")
            .Query("since", Integer(), "The number after which to begin").Query("limit", Integer(minimum: 0), "How many at most, 100 if it is not said")
            .Flag("last", "The last row only").AnswersJson("The page", Ref("ExportPage"));
        yield return new Operation("DELETE", "/exports", "clearExports", Tag, "Clears the export log").AnswersEmpty("Cleared");
    }
}
