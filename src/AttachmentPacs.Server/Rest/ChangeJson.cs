using System.Text;
using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Rest;

/// <summary>A change, as pages and webhooks show it (contract 1.9). Clients walk through millions: nothing is allocated for one.</summary>
internal static class ChangeJson
{
    private static readonly JsonEncodedText ChangeType = JsonEncodedText.Encode("ChangeType");
    private static readonly JsonEncodedText Date = JsonEncodedText.Encode("Date");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("ID");
    private static readonly JsonEncodedText Path = JsonEncodedText.Encode("Path");
    private static readonly JsonEncodedText Level = JsonEncodedText.Encode("ResourceType");
    private static readonly JsonEncodedText Sequence = JsonEncodedText.Encode("Seq");

    private static readonly Dictionary<ChangeType, JsonEncodedText> Types =
        Enum.GetValues<ChangeType>().ToDictionary(type => type, type => JsonEncodedText.Encode(type.ToString()));

    private static readonly Dictionary<ResourceLevel, (JsonEncodedText Name, byte[] Folder)> OfLevel =
        Levels.All.ToDictionary(level => level, level => (JsonEncodedText.Encode(level.ToString()), Encoding.ASCII.GetBytes($"/{level.Collection()}/")));

    /// <summary>Writes one as an object.</summary>
    public static void Write(Utf8JsonWriter json, in ChangeRow change)
    {
        (JsonEncodedText level, byte[] folder) = OfLevel[change.Level];
        Span<byte> path = stackalloc byte[folder.Length + ResourceId.TextLength];
        folder.CopyTo(path);
        Span<byte> id = path[folder.Length..];
        change.Id.WriteTextTo(id);
        Span<byte> date = stackalloc byte[OrthancDate.Length];
        OrthancDate.Write(change.Date, date);

        json.WriteStartObject();
        json.WriteString(ChangeType, Types[change.Type]);
        json.WriteString(Date, date);
        json.WriteString(Id, id);
        json.WriteString(Path, path);
        json.WriteString(Level, level);
        json.WriteNumber(Sequence, change.Sequence);
        json.WriteEndObject();
    }
}
