using AttachmentPacs.Dicom.Identity;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Browsing, counting and deleting at the four levels.</summary>
internal static class ResourceOperations
{
    private static readonly string[] View = ["RequestedTags", "ResponseContent", "Short", "Full"];

    public static IEnumerable<Operation> Of(ResourceLevel level)
    {
        string path = $"/{level.Collection()}";
        string tag = level.Collections();
        yield return new Operation("GET", path, $"list{tag}", tag, $"All {level.Collection()}, in order of arrival")
            .Takes("Since", "Limit").Flag("expand", "Objects instead of ids").Takes(View)
            .AnswersJson("Ids or, with expand or response-content, objects", IdsOr(level)).Fails(400);
        yield return new Operation("GET", $"{path}/{{id}}", $"get{level}", tag, $"One {level.Word()}")
            .Takes(View).AnswersJson("It", Ref($"{level}"));
        yield return new Operation("DELETE", $"{path}/{{id}}", $"delete{level}", tag, $"Deletes a {level.Word()} and all below it")
            .Explains("Parents that have no other children go, too.").AnswersJson("What is left above it", Ref("DeleteResult"));
        yield return new Operation("GET", $"{path}/{{id}}/statistics", $"get{level}Statistics", tag, $"Counters of a {level.Word()}")
            .AnswersJson("Counts and sizes", Ref("ResourceStatistics"));
        foreach (ResourceLevel below in Levels.All.Where(each => each > level))
        {
            yield return new Operation("GET", $"{path}/{{id}}/{below.Collection()}", $"list{level}{below.Collections()}", tag, $"The {below.Collection()} of a {level.Word()}")
                .Flag("expand", "false: ids instead of objects").Takes(View).AnswersJson("Objects or, with expand=false, ids", IdsOr(below));
        }

        foreach (ResourceLevel above in Levels.All.Where(each => each < level))
        {
            yield return new Operation("GET", $"{path}/{{id}}/{above.Word()}", $"get{level}{above}", tag, $"The {above.Word()} of a {level.Word()}")
                .Takes(View).AnswersJson("It", Ref($"{above}"));
        }

        if (level != ResourceLevel.Instance)
        {
            foreach (Operation each in DescendantTags(level, path, tag)) yield return each;
        }
    }

    public static IEnumerable<Operation> Protection()
    {
        const string path = "/patients/{id}/protected";
        yield return new Operation("GET", path, "getPatientProtection", "Patients", "Whether a patient is protected from recycling")
            .AnswersText("1 or 0", OneOfWords("0", "1"));
        yield return new Operation("PUT", path, "setPatientProtection", "Patients", "Protects a patient, or ends it")
            .Body("A boolean", ("text/plain", OneOfWords("0", "1", "false", "true"))).AnswersEmpty("Done").Fails(400);
    }

    private static IEnumerable<Operation> DescendantTags(ResourceLevel level, string path, string tag)
    {
        yield return new Operation("GET", $"{path}/{{id}}/instances-tags", $"list{level}InstancesTags", tag, $"The tags of all instances of a {level.Word()}")
            .Takes("Simplify", "Short").AnswersJson("Tags by the instance's id", Map(TagOperations.AnyForm()));
        yield return new Operation("GET", $"{path}/{{id}}/shared-tags", $"get{level}SharedTags", tag, $"The tags that all instances of a {level.Word()} share")
            .Takes("Simplify", "Short").AnswersJson("Tags", TagOperations.AnyForm());
    }

    private static System.Text.Json.Nodes.JsonObject IdsOr(ResourceLevel level) => AnyOf(Schema.Array(Ref("ResourceId")), Schema.Array(Ref($"{level}")));

    /// <summary>In names and tags: Patients, Studies, Series, Instances.</summary>
    private static string Collections(this ResourceLevel level) => char.ToUpperInvariant(level.Collection()[0]) + level.Collection()[1..];

    private static string Word(this ResourceLevel level) => level.ToString().ToLowerInvariant();
}
