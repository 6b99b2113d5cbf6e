using System.Text;
using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>What a client wants to be sent: an id as plain text or as a JSON string, an array of ids, or an object with Resources (contract 1.13).</summary>
internal static class StoreBody
{
    /// <summary>The resources, and the other fields.</summary>
    /// <exception cref="RestException">It is none of these, or an entry is no id: 400.</exception>
    public static async Task<(IReadOnlyList<ResourceId> Resources, RequestFields Fields)> ReadAsync(HttpContext http)
    {
        int limit = http.RequestServices.GetRequiredService<ServerOptions>().Limits.JsonBytes;
        byte[] body = await http.ReadBodyAsync(limit, "A JSON body (Limits:JsonBytes)", StatusCodes.Status413PayloadTooLarge).ConfigureAwait(false);
        string text = Encoding.UTF8.GetString(body).Trim();
        var none = new RequestFields(RequestFields.ParseJson("{}"u8.ToArray()));
        if (text is not ['{' or '[' or '"', ..]) return ([Id(text)], none);
        JsonElement json = RequestFields.ParseJson(body);
        if (json.ValueKind != JsonValueKind.Object) return (Ids(json), none);
        var fields = new RequestFields(json);
        return (Ids(fields.Find("Resources") ?? throw new RestException(OrthancError.BadFileFormat, "Resources is missing: the ids of what is to be sent")), fields);
    }

    /// <summary>One id, or an array of ids.</summary>
    public static IReadOnlyList<ResourceId> Ids(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => [.. json.EnumerateArray().Select(Id)],
        _ => [Id(json)],
    };

    private static ResourceId Id(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? Id(json.GetString()!) : throw Wrong(json.GetRawText());

    private static ResourceId Id(string text) => ResourceId.TryParse(text, out ResourceId id) ? id : throw Wrong(text);

    private static RestException Wrong(string text) =>
        new(OrthancError.BadFileFormat, $"\"{(text.Length > 100 ? text[..100] : text)}\" is no id of a resource: expected an id, a JSON array of ids, or an object with Resources");
}
