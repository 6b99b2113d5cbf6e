using System.Text.Json;

namespace AttachmentPacs.Server.Rest;

/// <summary>
/// Simplified and short forms of a summary (contract 1.20): the value alone under its name or tag; of names that repeat, the last one counts.
/// Nesting is bounded by the reader's limit.
/// </summary>
internal static class SummaryForms
{
    /// <summary>Writes a data set as it stands in a summary.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement dataSet, TagFormat format)
    {
        if (format == TagFormat.Full) dataSet.WriteTo(json);
        else Write(json, dataSet.EnumerateObject().Select(property => new KeyValuePair<string, JsonElement>(property.Name, property.Value)), format);
    }

    /// <summary>Writes elements by tag.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, JsonElement>> elements, TagFormat format)
    {
        var named = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach ((string tag, JsonElement element) in elements)
        {
            named[format == TagFormat.Simple ? element.GetProperty("Name").GetString()! : tag] = element;
        }

        json.WriteStartObject();
        foreach ((string name, JsonElement element) in named)
        {
            json.WritePropertyName(name);
            if (format == TagFormat.Full) element.WriteTo(json);
            else WriteValue(json, element.GetProperty("Value"), format);
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
