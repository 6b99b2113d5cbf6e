using System.Text.Json;

namespace AttachmentPacs.Server.Rest;

/// <summary>
/// Simplified and short forms of a summary (contract 1.20): the value alone under its name or tag; of names that repeat, the last one counts.
/// Nesting is bounded by the reader's limit.
/// </summary>
internal static class SummaryForms
{
    public static void Write(Utf8JsonWriter json, JsonElement dataSet, TagFormat format)
    {
        var named = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in dataSet.EnumerateObject())
        {
            named[format == TagFormat.Short ? property.Name : property.Value.GetProperty("Name").GetString()!] = property.Value;
        }

        json.WriteStartObject();
        foreach ((string name, JsonElement element) in named)
        {
            json.WritePropertyName(name);
            WriteValue(json, element.GetProperty("Value"), format);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value, TagFormat format)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            value.WriteTo(json);
            return;
        }

        json.WriteStartArray();
        foreach (JsonElement item in value.EnumerateArray()) Write(json, item, format);
        json.WriteEndArray();
    }
}
