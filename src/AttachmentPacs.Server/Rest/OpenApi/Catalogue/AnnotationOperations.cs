using AttachmentPacs.Dicom.Identity;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Metadata and labels at the four levels.</summary>
internal static class AnnotationOperations
{
    public static IEnumerable<Operation> Of(ResourceLevel level)
    {
        string path = $"/{level.Collection()}/{{id}}";
        string word = level.ToString().ToLowerInvariant();
        return Metadata($"{path}/metadata", level, word).Concat(Labels($"{path}/labels", level, word));
    }

    private static IEnumerable<Operation> Metadata(string path, ResourceLevel level, string word)
    {
        const string tag = "Metadata";
        yield return new Operation("GET", path, $"list{level}Metadata", tag, $"The metadata of a {word}")
            .Flag("expand", "Values by name instead of names").Flag("numeric", "Values by number")
            .AnswersJson("Names; with expand or numeric, values", AnyOf(Schema.Array(Text()), Map(Text())));
        yield return new Operation("GET", path + "/{name}", $"get{level}Metadata", tag, $"One metadata value of a {word}")
            .Takes("IfNoneMatch").AnswersText("The value", Text(), "ETag");
        yield return new Operation("PUT", path + "/{name}", $"put{level}Metadata", tag, $"Creates or replaces a metadata value of a {word}")
            .Takes("IfMatch", "ContentDigest", "ContentMd5").Body("UTF-8 text of at most 1 MiB", ("text/plain", Text())).AnswersEmpty("Stored", "ETag").Fails(400, 403);
        yield return new Operation("DELETE", path + "/{name}", $"delete{level}Metadata", tag, $"Deletes a metadata value of a {word}")
            .Takes("IfMatch").AnswersEmpty("Deleted").Fails(403);
    }

    private static IEnumerable<Operation> Labels(string path, ResourceLevel level, string word)
    {
        const string tag = "Labels";
        yield return new Operation("GET", path, $"list{level}Labels", tag, $"The labels of a {word}").AnswersJson("Labels", Schema.Array(Text()));
        yield return new Operation("GET", path + "/{label}", $"has{level}Label", tag, $"Whether a {word} has a label").AnswersEmpty("It has; 404 if not").Fails(400);
        yield return new Operation("PUT", path + "/{label}", $"add{level}Label", tag, $"Adds a label to a {word}").AnswersEmpty("It has it now").Fails(400, 411);
        yield return new Operation("DELETE", path + "/{label}", $"remove{level}Label", tag, $"Takes a label from a {word}").AnswersEmpty("It has it no more").Fails(400);
    }
}
