using System.Text.Json.Nodes;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Tags, content and file of instances.</summary>
internal static class TagOperations
{
    private const string Tag = "Instances";
    private const string Path = "/instances/{id}";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", $"{Path}/tags", "getInstanceTags", Tag, "All tags of an instance")
            .Takes("Simplify", "Short")
            .Query("ignore-length", Text(example: "0008,0018"), "Tags, separated by commas, whose text is shown whatever its length")
            .Flag("whole", "Also the tags after Pixel Data")
            .AnswersJson("Objects by gggg,eeee; with simplify or short, values alone", AnyForm()).Fails(400);
        yield return new Operation("GET", $"{Path}/simplified-tags", "getInstanceSimplifiedTags", Tag, "All tags of an instance, by name")
            .Query("ignore-length", Text(), "Tags, separated by commas, whose text is shown whatever its length")
            .Flag("whole", "Also the tags after Pixel Data")
            .AnswersJson("Values by name", Ref("SimpleDataSet")).Fails(400);
        yield return new Operation("GET", $"{Path}/header", "getInstanceHeader", Tag, "The meta header of an instance's file, group 0002")
            .Takes("Simplify", "Short").AnswersJson("Tags", AnyForm());
        yield return new Operation("GET", $"{Path}/file", "getInstanceFile", Tag, "The DICOM file, byte for byte")
            .Takes("Filename").Query("transcode", Text(), "The file's own transfer syntax; no other is made")
            .Takes("Range", "IfRange", "IfNoneMatch", "WantReprDigest", "WantContentDigest")
            .Answers(200, "The file", "application/dicom", Binary(), SharedParts.OfBytes)
            .Answers(206, "The range", "application/octet-stream", Binary(), SharedParts.OfRange)
            .Fails(400, 416);
        yield return new Operation("GET", $"{Path}/content", "listInstanceContent", Tag, "The tags of an instance's data set")
            .AnswersJson("Tags as gggg-eeee", Schema.Array(Text()));
        yield return new Operation("GET", $"{Path}/content/{{path}}", "getInstanceContent", Tag, "The raw value of a tag, or what is below it")
            .Explains("Sequences and items list what is below them, as JSON; values are sent as bytes.")
            .Answers(200, "Item numbers or tags; or the value's bytes", Content()).Fails(400);
    }

    /// <summary>A data set in any of the three forms.</summary>
    public static JsonObject AnyForm() => AnyOf(Ref("DataSet"), Ref("SimpleDataSet"));

    private static (string MediaType, JsonObject Schema)[] Content() =>
        [("application/json", Schema.Array(Text())), ("application/octet-stream", Binary())];
}
