using System.Text.Json;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Lists, single resources, children and parents (contract 1.6).</summary>
internal static class BrowsingApi
{
    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level)
    {
        string path = $"/{level.Collection()}";
        routes.MapGet(path, (HttpContext http, IIndex index, ResourceWriter writer) => ListAsync(level, http, index, writer));
        routes.MapGet($"{path}/{{id}}", (string id, HttpContext http, ResourceWriter writer) => GetAsync(level, id, level, http, writer))
            .IsShort();
        foreach (ResourceLevel below in Levels.All.Where(each => each > level))
        {
            routes.MapGet($"{path}/{{id}}/{below.Collection()}", (string id, HttpContext http, IIndex index, ResourceWriter writer) =>
                ChildrenAsync(level, id, below, http, index, writer));
        }

        foreach (ResourceLevel above in Levels.All.Where(each => each < level))
        {
            string name = above.ToString().ToLowerInvariant();
            routes.MapGet($"{path}/{{id}}/{name}", (string id, HttpContext http, ResourceWriter writer) =>
                GetAsync(level, id, above, http, writer)).IsShort();
        }
    }

    private static async Task<IResult> ListAsync(ResourceLevel level, HttpContext http, IIndex index, ResourceWriter writer)
    {
        (long since, long limit) = http.Request.Page();
        IReadOnlyList<ResourceId> ids = await index.ListAsync(level, since, limit, http.RequestAborted).ConfigureAwait(false);
        return Answer(level, ids, ResourceView.WantsObjects(http.Request, absent: false), http, writer);
    }

    private static async Task<IResult> GetAsync(
        ResourceLevel level, string id, ResourceLevel wanted, HttpContext http, ResourceWriter writer)
    {
        ResourceView view = ResourceView.Of(http.Request);
        if (!ResourceId.TryParse(id, out ResourceId resource)) return EmptyAnswer.NotFound;
        return await writer.PrepareAsync(level, resource, wanted, view, http.RequestAborted).ConfigureAwait(false) is { } write
            ? new JsonAnswer(write)
            : EmptyAnswer.NotFound;
    }

    private static async Task<IResult> ChildrenAsync(
        ResourceLevel level, string id, ResourceLevel below, HttpContext http, IIndex index, ResourceWriter writer)
    {
        ResourceRow? row = await index.FindAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        if (row is null) return EmptyAnswer.NotFound;
        IReadOnlyList<ResourceId> ids = await index.DescendantsAsync(row.Key, below, http.RequestAborted).ConfigureAwait(false);
        return Answer(below, ids, ResourceView.WantsObjects(http.Request, absent: true), http, writer);
    }

    private static StreamedJsonAnswer Answer(
        ResourceLevel level, IReadOnlyList<ResourceId> ids, bool wantsObjects, HttpContext http, ResourceWriter writer)
    {
        if (!wantsObjects) return StreamedJsonAnswer.Array(ids.Select(id => (Action<Utf8JsonWriter>)(json => json.WriteStringValue(id.ToString()))).ToAsyncEnumerable());
        return StreamedJsonAnswer.Array(ExpandAsync(level, ids, ResourceView.Of(http.Request), http, writer));
    }

    private static async IAsyncEnumerable<Action<Utf8JsonWriter>> ExpandAsync(
        ResourceLevel level, IReadOnlyList<ResourceId> ids, ResourceView view, HttpContext http, ResourceWriter writer)
    {
        foreach (ResourceId id in ids)
        {
            // One that was deleted since the list was made is left out.
            if (await writer.PrepareAsync(level, id, level, view, http.RequestAborted).ConfigureAwait(false) is { } write) yield return write;
        }
    }
}
