using System.Text.Json;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Server.Tests.OpenApi;

/// <summary>
/// Compares JSON with a schema of the document. Stricter than JSON Schema in one thing: an object with named fields has no others, so that a
/// field that is answered and not described is found. A keyword that it does not know is an error: nothing is passed over.
/// </summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly HashSet<string> Annotations = ["description", "examples", "format", "required"];

    /// <summary>What is wrong with a value, each with its place; empty if it conforms.</summary>
    public IEnumerable<string> Problems(JsonElement value, JsonElement schema, string place = "$")
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (Annotations.Contains(keyword.Name)) continue;
            foreach (string problem in Problems(value, schema, keyword, place)) yield return problem;
        }
    }

    /// <summary>Follows a local reference, if it is one.</summary>
    public JsonElement Resolve(JsonElement node)
    {
        while (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("$ref", out JsonElement reference)) node = Find(reference.GetString()!);
        return node;
    }

    private JsonElement Find(string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        JsonElement found = document;
        foreach (string step in reference[2..].Split('/')) found = found.GetProperty(step);
        return found;
    }

    private IEnumerable<string> Problems(JsonElement value, JsonElement schema, JsonProperty keyword, string place) => keyword.Name switch
    {
        "$ref" => Problems(value, Find(keyword.Value.GetString()!), place),
        "type" => Types(keyword.Value).Any(type => IsOfType(value, type)) ? [] : [$"{place} is {value.ValueKind}, not {keyword.Value}"],
        "enum" => keyword.Value.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)) ? [] : [$"{place} is {value}, none of {keyword.Value}"],
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!)
            ? [] : [$"{place} is \"{value}\", not {keyword.Value}"],
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= keyword.Value.GetDecimal() ? [] : [$"{place} is {value}, below {keyword.Value}"],
        "anyOf" => AnyOf(value, keyword.Value, place),
        "items" => value.ValueKind != JsonValueKind.Array
            ? [] : value.EnumerateArray().SelectMany((item, i) => Problems(item, keyword.Value, $"{place}[{i}]")),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object
            ? [] : value.EnumerateObject().SelectMany(field => Problems(field.Value, keyword.Value, $"{place}.{field.Name}")),
        "properties" => value.ValueKind != JsonValueKind.Object ? [] : Fields(value, schema, keyword.Value, place),
        _ => throw new InvalidOperationException($"The keyword {keyword.Name} at {place} is not known here"),
    };

    private IEnumerable<string> AnyOf(JsonElement value, JsonElement schemas, string place)
    {
        string[][] tries = [.. schemas.EnumerateArray().Select(each => Problems(value, each, place).ToArray())];
        return tries.Any(each => each.Length == 0) ? [] : tries.SelectMany(each => each);
    }

    private IEnumerable<string> Fields(JsonElement value, JsonElement schema, JsonElement properties, string place)
    {
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(field.Name, out JsonElement known)) yield return $"{place}.{field.Name} is not described";
            else foreach (string problem in Problems(field.Value, known, $"{place}.{field.Name}")) yield return problem;
        }

        if (!schema.TryGetProperty("required", out JsonElement required)) yield break;
        foreach (JsonElement name in required.EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString()!, out _)) yield return $"{place}.{name} is missing";
        }
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(each => each.GetString()!) : [type.GetString()!];

    private static bool IsOfType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new InvalidOperationException($"The type {type} is not known here"),
    };
}
