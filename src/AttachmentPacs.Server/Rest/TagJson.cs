using System.Text;
using System.Text.Json;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Rest;

/// <summary>Main and requested tags in answers.</summary>
internal static class TagJson
{
    /// <summary>Writes an object of tags, keys in ascending order.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<TagValue> tags, TagFormat format)
    {
        json.WriteStartObject();
        foreach ((string key, string name, string value) in tags.Select(tag => Named(tag, format)).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            if (format != TagFormat.Full)
            {
                json.WriteStringValue(value);
                continue;
            }

            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("Type", "String");
            json.WriteString("Value", value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static (string Key, string Name, string Value) Named(TagValue tag, TagFormat format)
    {
        string name = Encoding.UTF8.GetString(TagNames.Of(tag.Tag, default, stackalloc byte[TagNames.MaxLength]));
        return (format == TagFormat.Simple ? name : TagText.Format(tag.Tag), name, tag.Value);
    }
}
