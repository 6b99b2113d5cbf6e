using System.Text.Json.Nodes;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The shared parts that a document refers to, directly or through others: the rest would be noise in it and in what is generated from it.</summary>
internal static class UsedComponents
{
    private const string Prefix = "#/components/";

    /// <summary>Picks those of <paramref name="all"/>, kind by kind, that <paramref name="paths"/> need.</summary>
    public static JsonObject Of(JsonObject paths, JsonObject all)
    {
        var used = new HashSet<string>();
        var pending = new Stack<JsonNode>([paths]);
        while (pending.TryPop(out JsonNode? node))
        {
            foreach (string reference in References(node))
            {
                string[] steps = reference[Prefix.Length..].Split('/');
                if (used.Add(reference)) pending.Push(all[steps[0]]?[steps[1]] ?? throw new InvalidOperationException($"{reference} leads nowhere"));
            }
        }

        return new JsonObject(all.Select(kind => KeyValuePair.Create(kind.Key, (JsonNode?)new JsonObject(kind.Value!.AsObject()
            .Where(each => used.Contains($"{Prefix}{kind.Key}/{each.Key}"))
            .Select(each => KeyValuePair.Create(each.Key, each.Value?.DeepClone()))))));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map when map["$ref"] is JsonValue reference => [reference.GetValue<string>()],
        JsonObject map => map.SelectMany(each => References(each.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
