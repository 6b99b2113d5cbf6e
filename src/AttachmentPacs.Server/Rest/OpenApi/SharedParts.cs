using System.Text.Json.Nodes;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>Parameters, headers and failures that many operations have: <c>components</c> of the document.</summary>
internal static class SharedParts
{
    /// <summary>Failures by status: their name, what they mean, and their headers beside the error object.</summary>
    public static IReadOnlyDictionary<int, (string Name, string Description, string[] Headers)> Failures { get; } =
        new SortedDictionary<int, (string, string, string[])>
        {
            [304] = ("NotModified", "The client has it already: If-None-Match names it", ["ETag"]),
            [400] = ("BadRequest", "A malformed argument or body; Details says which. Where the dialect wants it, the body is empty", []),
            [401] = ("Unauthorized", "The server has users, and the request names none that it knows", ["WWW-Authenticate"]),
            [403] = ("Forbidden", "Not allowed: by the user's role, for what is the server's own, or from a page of another origin", []),
            [404] = ("NotFound", "There is no such resource, item or name. Where the dialect wants it, the body is empty", []),
            [409] = ("Conflict", "Another revision than If-Match names, or a duplicate that is refused", []),
            [411] = ("LengthRequired", "The body has neither a length nor chunks", []),
            [413] = ("TooLarge", "The body, or what it inflates to, is too large", []),
            [415] = ("UnsupportedMediaType", "The body's encoding is not taken", []),
            [416] = ("RangeNotSatisfiable", "The content does not have this range", ["Content-Range"]),
            [422] = ("KeyReused", "The Idempotency-Key was used for another request", []),
            [429] = ("TooManyRequests", "Too many failed logins: ask again after Retry-After", ["Retry-After"]),
            [503] = ("Unavailable", "Busy: nothing was done; ask again after Retry-After", ["Retry-After"]),
            [507] = ("InsufficientStorage", "No room: nothing was stored", []),
        };

    /// <summary>Headers of an answer that sends an attachment's bytes.</summary>
    public static string[] OfBytes => ["ETag", "Content-Disposition", "Accept-Ranges", "Repr-Digest", "Content-Digest"];

    /// <summary>Headers of an answer that sends a range of them.</summary>
    public static string[] OfRange => ["ETag", "Content-Range", "Content-Disposition", "Accept-Ranges", "Repr-Digest"];

    /// <summary>Headers of answers.</summary>
    public static JsonObject Headers() => new()
    {
        ["ETag"] = Header("Revision and MD5 of the item, for If-Match and If-None-Match", Schema.Text(pattern: "^\"[0-9]+-[0-9a-f]*\"$"), isAlwaysThere: true),
        ["Content-Range"] = Header("The part that is sent, and the size of the whole", Schema.Text(example: "bytes 0-99/1234"), isAlwaysThere: true),
        ["Content-Disposition"] = Header("The file's name", Schema.Text(), isAlwaysThere: true),
        ["Accept-Ranges"] = Header("bytes", Schema.Text()),
        ["WWW-Authenticate"] = Header("The schemes that are taken", Schema.Text()),
        ["Retry-After"] = Header("Seconds to wait", Schema.Text(pattern: "^[0-9]+$"), isAlwaysThere: true),
        ["Repr-Digest"] = Header("Digest of the whole, where it was wanted and is known (RFC 9530)", Schema.Text()),
        ["Content-Digest"] = Header("Digest of what is sent, where it was wanted and is known (RFC 9530)", Schema.Text()),
        ["Skipped-Members"] = Header("How many members of an archive or a form were not stored, where some were not", Schema.Text(pattern: "^[0-9]+$")),
    };

    /// <summary>Parameters by name.</summary>
    public static JsonObject Parameters() => new()
    {
        ["ResourceId"] = InPath("id", Schema.Ref("ResourceId"), "The resource's id"),
        ["AttachmentName"] = InPath("name", Schema.Text(example: "dicom"), "A registered name, or a number: 1 dicom, 2 dicom-as-json, from 1024 on yours"),
        ["MetadataName"] = InPath("name", Schema.Text(example: "1024"), "A registered name, or a number; from 1024 on yours"),
        ["WebhookName"] = InPath("name", Schema.Text(), "The name that it had in the configuration"),
        ["Label"] = InPath("label", Schema.Text(pattern: "^[A-Za-z0-9_-]{1,64}$"), "The label"),
        ["TagPath"] = InPath("path", Schema.Text(example: "0010-0010"), "gggg-eeee[/item/gggg-eeee...]; slashes may be sent as %2F"),
        ["IfMatch"] = Parameter("header", "If-Match", Schema.Text(), "Writes only if the item has this ETag"),
        ["IfNoneMatch"] = Parameter("header", "If-None-Match", Schema.Text(), "The ETag that the client has: answered with 304 if it is still the one"),
        ["IfRange"] = Parameter("header", "If-Range", Schema.Text(), "Sends the range only if the item has this ETag, else the whole"),
        ["Range"] = Parameter("header", "Range", Schema.Text(example: "bytes=0-99"), "One range of bytes (RFC 9110 14.1.2)"),
        ["ContentEncoding"] = Parameter("header", "Content-Encoding", Schema.Text(example: "gzip"), "How the body is packed: gzip, and what the server's documents name"),
        ["ContentDigest"] = Parameter("header", "Content-Digest", Schema.Text(example: "sha-256=:...:"), "Digests of the body as it is sent (RFC 9530), compared before it is stored"),
        ["ContentMd5"] = Parameter("header", "Content-MD5", Schema.Text(), "MD5 of the body as it is sent, base64 (RFC 1864), compared before it is stored"),
        ["WantReprDigest"] = Parameter("header", "Want-Repr-Digest", Schema.Text(example: "sha-256=1"), "Asks for Repr-Digest (RFC 9530)"),
        ["WantContentDigest"] = Parameter("header", "Want-Content-Digest", Schema.Text(example: "sha-256=1"), "Asks for Content-Digest (RFC 9530)"),
        ["IdempotencyKey"] = Parameter("header", "Idempotency-Key", Schema.Text(), "Repeats with the same key are answered as the first was, and not done again"),
        ["Filename"] = Parameter("query", "filename", Schema.Text(), "The name in Content-Disposition"),
        ["Since"] = Parameter("query", "since", Schema.Integer(minimum: 0), "How many to pass over; only together with limit"),
        ["Limit"] = Parameter("query", "limit", Schema.Integer(minimum: 0), "How many at most, 0 being all; only together with since"),
        ["Short"] = Parameter("query", "short", Schema.Boolean(), "Tags by gggg,eeee"),
        ["Full"] = Parameter("query", "full", Schema.Boolean(), "Tags by gggg,eeee, as objects"),
        ["Simplify"] = Parameter("query", "simplify", Schema.Boolean(), "Tags by name"),
        ["RequestedTags"] = Parameter("query", "requested-tags", Schema.Text(example: "ModalitiesInStudy;PatientAge"), "More tags, separated by semicolons"),
        ["ResponseContent"] = Parameter(
            "query", "response-content", Schema.Text(example: "MainDicomTags;Labels"),
            "The parts to show, separated by semicolons: MainDicomTags, Metadata, Children, Parent, Labels, Status, IsStable, IsProtected, Attachments, RequestedTags"),
    };

    /// <summary>The failures as responses; <c>Error</c> is that of every other status.</summary>
    public static JsonObject Responses()
    {
        var responses = new JsonObject { ["Error"] = Failure("Any other failure", []) };
        foreach ((int status, (string name, string description, string[] headers)) in Failures)
        {
            responses[name] = Failure(description, headers);
            if (status == StatusCodes.Status304NotModified) ((JsonObject)responses[name]!).Remove("content");
        }

        return responses;
    }

    public static JsonObject HeaderRefs(IEnumerable<string> names) =>
        new([.. names.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["$ref"] = $"#/components/headers/{name}" }))]);

    public static JsonObject Parameter(string place, string name, JsonObject schema, string description)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = description, ["schema"] = schema };
        if (place == "path") parameter["required"] = true;
        if (place == "query" && schema["type"]?.ToString() == "boolean") parameter["allowEmptyValue"] = true;
        return parameter;
    }

    /// <summary>References to the parameters that a path names.</summary>
    /// <exception cref="InvalidOperationException">A parameter that is not described.</exception>
    public static IEnumerable<JsonNode> OfPath(string path)
    {
        string before = "";
        foreach (string segment in path.Split('/'))
        {
            if (segment.StartsWith('{'))
            {
                string name = (before, segment) switch
                {
                    (_, "{id}") => "ResourceId",
                    ("attachments", "{name}") => "AttachmentName",
                    ("metadata", "{name}") => "MetadataName",
                    ("webhooks", "{name}") => "WebhookName",
                    (_, "{label}") => "Label",
                    (_, "{path}") => "TagPath",
                    _ => throw new InvalidOperationException($"{segment} of {path} is not described: add it to {nameof(SharedParts)}"),
                };
                yield return new JsonObject { ["$ref"] = $"#/components/parameters/{name}" };
            }

            before = segment;
        }
    }

    private static JsonObject InPath(string name, JsonObject schema, string description) => Parameter("path", name, schema, description);

    private static JsonObject Header(string description, JsonObject schema, bool isAlwaysThere = false)
    {
        var header = new JsonObject { ["description"] = description, ["schema"] = schema };
        if (isAlwaysThere) header["required"] = true;
        return header;
    }

    private static JsonObject Failure(string description, string[] headers)
    {
        var failure = new JsonObject { ["description"] = description };
        if (headers.Length > 0) failure["headers"] = HeaderRefs(headers);
        failure["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Schema.Ref("Error") } };
        return failure;
    }
}
