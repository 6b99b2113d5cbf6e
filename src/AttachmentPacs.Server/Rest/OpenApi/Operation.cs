using System.Text.Json.Nodes;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>
/// What a client is told of one route. Written in a chain: arguments, body, answers. What follows from the path and the parts is added by
/// <see cref="ToJson"/>: parameters of the path, 401, 429 and 503 everywhere, 404 where a path names something, 409 beside If-Match and, with 422,
/// beside Idempotency-Key, 411 and 413 beside a body.
/// </summary>
internal sealed class Operation(string method, string path, string id, string tag, string summary)
{
    private readonly List<JsonNode> _parameters = [];
    private readonly SortedDictionary<int, JsonObject> _answers = [];
    private JsonObject? _body;
    private string? _description;
    private bool _isOpen;

    /// <summary>In capitals.</summary>
    public string Method { get; } = method;

    /// <summary>As it is mapped, without the stars of a catch-all.</summary>
    public string Path { get; } = path;

    /// <summary>Unique; the name of the function in generated clients.</summary>
    public string Id { get; } = id;

    public string Tag { get; } = tag;

    public Operation Explains(string description)
    {
        _description = description;
        return this;
    }

    /// <summary>Needs no user, whatever the configuration says.</summary>
    public Operation IsOpenToAll()
    {
        _isOpen = true;
        return this;
    }

    /// <summary>Takes parameters of <see cref="SharedParts.Parameters"/>.</summary>
    public Operation Takes(params string[] names)
    {
        foreach (string name in names)
        {
            _parameters.Add(new JsonObject { ["$ref"] = $"#/components/parameters/{name}" });
            if (name == "IfMatch") Fails(409);
            if (name == "IfNoneMatch") Fails(304);
            if (name == "IdempotencyKey") Fails(409, 422);
        }

        return this;
    }

    /// <summary>An argument of the query.</summary>
    public Operation Query(string name, JsonObject schema, string description)
    {
        _parameters.Add(SharedParts.Parameter("query", name, schema, description));
        return this;
    }

    /// <summary>An argument that is true where it is present and empty.</summary>
    public Operation Flag(string name, string description) => Query(name, Schema.Boolean(), description);

    /// <summary>A body of any of these media types.</summary>
    public Operation Body(string description, params (string MediaType, JsonObject Schema)[] contents)
    {
        _body = new JsonObject { ["description"] = description, ["required"] = true, ["content"] = Content(contents) };
        return Fails(411, 413);
    }

    /// <summary>An answer with a body; <paramref name="headers"/> are of <see cref="SharedParts.Headers"/>.</summary>
    public Operation Answers(int status, string description, string mediaType, JsonObject schema, params string[] headers)
    {
        _answers[status] = Answer(description, headers);
        _answers[status]["content"] = Content((mediaType, schema));
        return this;
    }

    /// <summary>An answer in one of several media types.</summary>
    public Operation Answers(int status, string description, params (string MediaType, JsonObject Schema)[] contents)
    {
        _answers[status] = Answer(description, []);
        _answers[status]["content"] = Content(contents);
        return this;
    }

    /// <summary>200 and JSON.</summary>
    public Operation AnswersJson(string description, JsonObject schema, params string[] headers) =>
        Answers(200, description, "application/json", schema, headers);

    /// <summary>200 and plain text.</summary>
    public Operation AnswersText(string description, JsonObject schema, params string[] headers) =>
        Answers(200, description, "text/plain", schema, headers);

    /// <summary>200 and nothing more.</summary>
    public Operation AnswersEmpty(string description, params string[] headers)
    {
        _answers[200] = Answer(description, headers);
        return this;
    }

    /// <summary>Failures of <see cref="SharedParts.Failures"/>.</summary>
    public Operation Fails(params int[] statuses)
    {
        foreach (int status in statuses) _answers.TryAdd(status, new JsonObject { ["$ref"] = $"#/components/responses/{SharedParts.Failures[status].Name}" });
        return this;
    }

    /// <summary>The operation object. To be called once: its nodes are handed over.</summary>
    public JsonObject ToJson()
    {
        Fails(401, 429, 503);
        if (Path.Contains('{', StringComparison.Ordinal)) Fails(404);
        var parameters = new JsonArray([.. SharedParts.OfPath(Path)]);
        foreach (JsonNode parameter in _parameters) parameters.Add(parameter);

        var answers = new JsonObject();
        foreach ((int status, JsonObject answer) in _answers) answers[$"{status}"] = answer;
        answers["default"] = new JsonObject { ["$ref"] = "#/components/responses/Error" };
        var json = new JsonObject { ["operationId"] = Id, ["summary"] = summary, ["tags"] = new JsonArray(Tag) };
        if (_description is not null) json["description"] = _description;
        if (parameters.Count > 0) json["parameters"] = parameters;
        if (_body is not null) json["requestBody"] = _body;
        if (_isOpen) json["security"] = new JsonArray();
        json["responses"] = answers;
        return json;
    }

    private static JsonObject Answer(string description, string[] headers)
    {
        var answer = new JsonObject { ["description"] = description };
        if (headers.Length > 0) answer["headers"] = SharedParts.HeaderRefs(headers);
        return answer;
    }

    private static JsonObject Content(params (string MediaType, JsonObject Schema)[] contents) =>
        new([.. contents.Select(each => KeyValuePair.Create(each.MediaType, (JsonNode?)new JsonObject { ["schema"] = each.Schema }))]);
}
