using System.Text.Json;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>The tags of all instances below a resource: each instance's, and those that all share (contract 1.7).</summary>
internal static class DescendantTagsApi
{
    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level)
    {
        if (level == ResourceLevel.Instance) return;
        string path = $"/{level.Collection()}/{{id}}";
        routes.MapGet($"{path}/instances-tags", (string id, HttpContext http, IIndex index, SummaryService summaries) =>
            InstancesTagsAsync(level, id, http, index, summaries));
        routes.MapGet($"{path}/shared-tags", (string id, HttpContext http, IIndex index, SummaryService summaries) =>
            SharedTagsAsync(level, id, http, index, summaries));
    }

    private static async Task<IResult> InstancesTagsAsync(ResourceLevel level, string id, HttpContext http, IIndex index, SummaryService summaries)
    {
        ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        TagFormat format = TagsApi.FormatOf(http.Request, TagFormat.Full);
        return StreamedJsonAnswer.Object(ReadAsync(resource, http, index, summaries).Select(each => ((string?)each.Id.ToString(), Writer(each.Summary, format))));
    }

    private static Action<Utf8JsonWriter> Writer(JsonDocument summary, TagFormat format) => json =>
    {
        using (summary) SummaryForms.Write(json, summary.RootElement, format);
    };

    private static async Task<IResult> SharedTagsAsync(ResourceLevel level, string id, HttpContext http, IIndex index, SummaryService summaries)
    {
        ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        SortedDictionary<string, JsonElement>? shared = null;
        await foreach ((_, JsonDocument summary) in ReadAsync(resource, http, index, summaries).ConfigureAwait(false))
        {
            using (summary) shared = Intersect(shared, summary.RootElement);
        }

        TagFormat format = TagsApi.FormatOf(http.Request, TagFormat.Full);
        return new JsonAnswer(json => SummaryForms.Write(json, shared ?? [], format));
    }

    private static SortedDictionary<string, JsonElement> Intersect(SortedDictionary<string, JsonElement>? shared, JsonElement summary)
    {
        var kept = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty property in summary.EnumerateObject())
        {
            if (property.Value.GetProperty("Type").GetString() != "String") continue;
            if (shared is null)
            {
                kept[property.Name] = property.Value.Clone();
            }
            else if (shared.TryGetValue(property.Name, out JsonElement known)
                && known.GetProperty("Value").GetString() == property.Value.GetProperty("Value").GetString())
            {
                kept[property.Name] = known;
            }
        }

        return kept;
    }

    private static async IAsyncEnumerable<(ResourceId Id, JsonDocument Summary)> ReadAsync(
        ResourceRow resource, HttpContext http, IIndex index, SummaryService summaries)
    {
        foreach (ResourceId instance in await index.DescendantsAsync(resource.Key, ResourceLevel.Instance, http.RequestAborted).ConfigureAwait(false))
        {
            if (await index.FindAsync(instance, http.RequestAborted).ConfigureAwait(false) is not { } row) continue;
            if (await summaries.ReadAsync(row, http.RequestAborted).ConfigureAwait(false) is not { } summary) continue;
            yield return (instance, JsonDocument.Parse(summary, new JsonDocumentOptions { MaxDepth = 1000 }));
        }
    }
}
