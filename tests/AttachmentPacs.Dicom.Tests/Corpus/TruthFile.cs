using System.Globalization;
using System.Text.Json;

namespace AttachmentPacs.Dicom.Tests.Corpus;

/// <summary>What another reader says of a file: DICOM JSON, in the same form as <see cref="Flattened"/>.</summary>
internal static class TruthFile
{
    public static SortedDictionary<string, Canonical>? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 1000 });
        var elements = new SortedDictionary<string, Canonical>(StringComparer.Ordinal);
        Walk(json.RootElement, "", elements);
        return elements;
    }

    private static void Walk(JsonElement dataSet, string prefix, SortedDictionary<string, Canonical> elements)
    {
        foreach (JsonProperty property in dataSet.EnumerateObject())
        {
            string vr = property.Value.GetProperty("vr").GetString()!;
            string path = prefix + property.Name;
            elements[path] = new Canonical(vr, Value(vr, property.Value));
            if (vr != "SQ" || !property.Value.TryGetProperty("Value", out JsonElement items)) continue;
            int item = 0;
            foreach (JsonElement each in items.EnumerateArray())
            {
                if (each.ValueKind == JsonValueKind.Object) Walk(each, $"{path}[{item}].", elements);
                item++;
            }
        }
    }

    private static string Value(string vr, JsonElement element)
    {
        if (vr == "SQ") return "";
        if (element.TryGetProperty("InlineBinary", out JsonElement inline)) return inline.GetString()!;
        if (element.TryGetProperty("BulkDataURI", out JsonElement bulk))
        {
            string text = bulk.GetString()!;
            return text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }

        return element.TryGetProperty("Value", out JsonElement values)
            ? Canonical.Join(vr, values.EnumerateArray().Select(Text))
            : "";
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.TryGetDecimal(out decimal number) && !value.GetRawText().Contains('e', StringComparison.OrdinalIgnoreCase)
            ? number.ToString(CultureInfo.InvariantCulture)
            : value.GetRawText(),
        _ => string.Join('=', new[] { "Alphabetic", "Ideographic", "Phonetic" }.Select(group =>
            value.TryGetProperty(group, out JsonElement name) ? name.GetString() : "")).TrimEnd('='),
    };
}
