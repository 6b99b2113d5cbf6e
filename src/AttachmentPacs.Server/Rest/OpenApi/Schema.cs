using System.Text.Json.Nodes;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>JSON Schema 2020-12, as OpenAPI 3.1 takes it, in few words. Every call makes a new node: a node has one parent.</summary>
internal static class Schema
{
    public static JsonObject Text(string? description = null, string? pattern = null, string? example = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (description is not null) schema["description"] = description;
        if (pattern is not null) schema["pattern"] = pattern;
        if (example is not null) schema["examples"] = new JsonArray(example);
        return schema;
    }

    public static JsonObject Integer(string? description = null, long? minimum = null)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = "int64" };
        if (description is not null) schema["description"] = description;
        if (minimum is { } least) schema["minimum"] = least;
        return schema;
    }

    public static JsonObject Boolean(string? description = null)
    {
        var schema = new JsonObject { ["type"] = "boolean" };
        if (description is not null) schema["description"] = description;
        return schema;
    }

    /// <summary>Bytes of any kind.</summary>
    public static JsonObject Binary() => new() { ["type"] = "string", ["format"] = "binary" };

    public static JsonObject OneOfWords(params IEnumerable<string> words) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is not JsonValue type) return AnyOf(schema, new JsonObject { ["type"] = "null" });
        schema["type"] = new JsonArray(type.GetValue<string>(), "null");
        return schema;
    }

    public static JsonObject Array(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    /// <summary>An object whose keys are data.</summary>
    public static JsonObject Map(JsonObject values, string? description = null)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = values };
        if (description is not null) schema["description"] = description;
        return schema;
    }

    public static JsonObject AnyOf(params JsonNode[] schemas) => new() { ["anyOf"] = new JsonArray(schemas) };

    /// <summary>A schema of <see cref="Schemas"/>.</summary>
    public static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    /// <summary>An object of named fields. Those whose name ends in <c>?</c> may be absent.</summary>
    public static JsonObject Object(string description, params (string Name, JsonObject Type)[] fields)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach ((string name, JsonObject type) in fields)
        {
            properties[name.TrimEnd('?')] = type;
            if (!name.EndsWith('?')) required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object", ["description"] = description, ["properties"] = properties };
        if (required.Count > 0) schema["required"] = required;
        return schema;
    }
}
