using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Deletion of many resources, one transaction for each (contract 1.11); ids that are unknown, or none, are logged and passed over.</summary>
internal static class BulkDeleteApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tools/bulk-delete", DeleteAsync).Needs(Role.Delete);

    private static async Task<IResult> DeleteAsync(HttpContext http, IIndex index, ILoggerFactory logs)
    {
        using JsonDocument body = await http.ReadJsonAsync().ConfigureAwait(false);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("Resources", out JsonElement resources)
            || resources.ValueKind != JsonValueKind.Array)
        {
            throw new RestException(OrthancError.BadFileFormat, "Expected {\"Resources\": [\"id\", {\"Level\": \"Study\", \"ID\": \"id\"}]}");
        }

        // All are read before the first goes: a bad entry at the end must not leave half of them deleted.
        string[] texts = [.. resources.EnumerateArray().Select(Id)];
        ILogger log = logs.CreateLogger(typeof(BulkDeleteApi));
        for (int entry = 0; entry < texts.Length; entry++)
        {
            if (!ResourceId.TryParse(texts[entry], out ResourceId id))
            {
                log.BulkDeleteNoId(entry);
                continue;
            }

            ResourceRow? row = await index.FindAsync(id, http.RequestAborted).ConfigureAwait(false);
            if (row is null) log.BulkDeleteUnknown(id);
            else await index.DeleteAsync(id, row.Level, http.RequestAborted).ConfigureAwait(false);
        }

        return EmptyAnswer.Ok;
    }

    private static string Id(JsonElement entry)
    {
        JsonElement id = entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("ID", out JsonElement named) ? named : entry;
        return id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : throw new RestException(OrthancError.BadRequest, $"{entry.GetRawText()} is neither an id nor {{\"ID\": id}}: nothing was deleted");
    }
}
