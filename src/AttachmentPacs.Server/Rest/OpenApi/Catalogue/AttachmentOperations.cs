using AttachmentPacs.Dicom.Identity;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Attachments at the four levels.</summary>
internal static class AttachmentOperations
{
    private const string Tag = "Attachments";

    public static IEnumerable<Operation> Of(ResourceLevel level)
    {
        string list = $"/{level.Collection()}/{{id}}/attachments";
        string path = list + "/{name}";
        string name = $"{level}Attachment";
        string word = level.ToString().ToLowerInvariant();
        yield return new Operation("GET", list, $"list{name}s", Tag, $"The attachments of a {word}")
            .Flag("full", "An object, name to number, instead of an array")
            .AnswersJson("Names; with full, numbers by name", AnyOf(Schema.Array(Text()), Map(Integer())));
        yield return new Operation("GET", path, $"list{name}Operations", Tag, $"What can be asked of an attachment of a {word}")
            .Takes("IfNoneMatch").AnswersJson("Names of the paths below it", Schema.Array(Text()), "ETag");
        yield return new Operation("PUT", path, $"put{name}", Tag, $"Creates or replaces an attachment of a {word}")
            .Takes("IfMatch", "ContentEncoding", "ContentDigest", "ContentMd5", "IdempotencyKey").Body("The content: bytes of any kind", ("application/octet-stream", Binary()), ("*/*", Binary()))
            .AnswersJson("Stored", Ref("Empty"), "ETag").Fails(400, 403, 415, 507);
        yield return new Operation("DELETE", path, $"delete{name}", Tag, $"Deletes an attachment of a {word}")
            .Takes("IfMatch", "IdempotencyKey").AnswersEmpty("Deleted").Fails(403);
        foreach (Operation each in Bytes(path, name, word).Concat(Facts(path, name, word)).Concat(Verbs(path, name, word))) yield return each;
    }

    private static IEnumerable<Operation> Bytes(string path, string name, string word)
    {
        foreach ((string part, string id, string what) in ((string, string, string)[])[("data", "Data", "content"), ("compressed-data", "CompressedData", "stored bytes")])
        {
            yield return new Operation("GET", $"{path}/{part}", $"get{name}{id}", Tag, $"The {what} of an attachment of a {word}")
                .Explains("Every block is verified before it is sent. A reply that breaks off is a failure: what came is good, the rest is damaged.")
                .Takes("Filename", "Range", "IfRange", "IfNoneMatch", "WantReprDigest", "WantContentDigest")
                .Answers(200, "The bytes, in the attachment's media type", "*/*", Binary(), SharedParts.OfBytes)
                .Answers(206, "The range", "application/octet-stream", Binary(), SharedParts.OfRange)
                .Fails(416);
        }
    }

    private static IEnumerable<Operation> Facts(string path, string name, string word)
    {
        yield return new Operation("GET", $"{path}/info", $"get{name}Info", Tag, $"Sizes and hashes of an attachment of a {word}")
            .Takes("IfNoneMatch").AnswersJson("Its facts", Ref("AttachmentInfo"), "ETag");
        foreach ((string part, string id, string what) in ((string, string, string)[])
        [
            ("size", "Size", "The size of the content, in bytes,"), ("compressed-size", "CompressedSize", "The size of the stored bytes"),
        ])
        {
            yield return new Operation("GET", $"{path}/{part}", $"get{name}{id}", Tag, $"{what} of an attachment of a {word}")
                .Takes("IfNoneMatch").AnswersText("Decimal digits", Ref("Bytes"), "ETag");
        }

        foreach ((string part, string id, string what) in ((string, string, string)[])
            [("md5", "Md5", "The MD5 of the content"), ("compressed-md5", "CompressedMd5", "The MD5 of the stored bytes")])
        {
            yield return new Operation("GET", $"{path}/{part}", $"get{name}{id}", Tag, $"{what} of an attachment of a {word}")
                .Takes("IfNoneMatch").AnswersText("32 digits; 404 if none is kept", Ref("Md5"), "ETag");
        }

        yield return new Operation("GET", $"{path}/is-compressed", $"is{name}Compressed", Tag, $"Whether an attachment of a {word} is stored compressed")
            .Takes("IfNoneMatch").AnswersText("1 or 0", OneOfWords("0", "1"), "ETag");
    }

    private static IEnumerable<Operation> Verbs(string path, string name, string word)
    {
        yield return new Operation("POST", $"{path}/verify-md5", $"verify{name}", Tag, $"Reads an attachment of a {word} from the medium and checks its hashes")
            .AnswersJson("Sound", Ref("Empty")).Fails(400, 411);
        yield return new Operation("POST", $"{path}/compress", $"compress{name}", Tag, $"Stores an attachment of a {word} compressed")
            .AnswersJson("Done", Ref("Empty")).Fails(411, 507);
        yield return new Operation("POST", $"{path}/uncompress", $"uncompress{name}", Tag, $"Stores an attachment of a {word} uncompressed")
            .AnswersJson("Done", Ref("Empty")).Fails(411, 507);
    }
}
