using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>The server itself.</summary>
internal static class SystemOperations
{
    private const string Tag = "System";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", "/", "getRoot", Tag, "Name and version").Explains("Browsers are sent to /docs.").AnswersJson("Where to go on", Ref("Root"));
        yield return new Operation("GET", "/system", "getSystem", Tag, "What the server is and can do").AnswersJson("Facts", Ref("System"));
        yield return new Operation("GET", "/statistics", "getStatistics", Tag, "Counters of the whole store").AnswersJson("Counts and sizes", Ref("Statistics"));
        yield return new Operation("GET", "/openapi/v1.json", "getOpenApi", Tag, "This description").AnswersJson("OpenAPI 3.1", new() { ["type"] = "object" });
        yield return new Operation("GET", "/plugins", "listPlugins", Tag, "Names of the plugins").AnswersJson("In their order", Schema.Array(Text()));
        yield return new Operation("GET", "/plugins/{id}", "getPlugin", Tag, "What a plugin is").AnswersJson("Description and version", Ref("Plugin"));
        yield return new Operation("GET", "/plugins/explorer.js", "getExplorerScript", Tag, "What plugins add to the explorer of Orthanc")
            .Answers(200, "Empty: nothing", "application/javascript", Text());
        foreach ((string list, string name) in ((string, string)[])[("jobs", "Jobs"), ("queries", "Queries")])
        {
            yield return new Operation("GET", $"/{list}", $"list{name}", Tag, name).AnswersJson("Empty: there are none", Schema.Array(Text()));
        }

        yield return new Operation("GET", "/peers", "listPeers", Tag, "Peers").Flag("expand", "An object by name instead of names")
            .AnswersJson("Empty: there are none", AnyOf(Schema.Array(Text()), Ref("Empty")));
    }
}
