using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>The four levels in paths and answers.</summary>
internal static class Levels
{
    /// <summary>All, from patient to instance.</summary>
    public static IReadOnlyList<ResourceLevel> All { get; } =
        [ResourceLevel.Patient, ResourceLevel.Study, ResourceLevel.Series, ResourceLevel.Instance];

    /// <summary>Its collection in paths: <c>patients</c>, <c>studies</c>, <c>series</c>, <c>instances</c>.</summary>
    public static string Collection(this ResourceLevel level) => level switch
    {
        ResourceLevel.Patient => "patients",
        ResourceLevel.Study => "studies",
        ResourceLevel.Series => "series",
        _ => "instances",
    };

    /// <summary>Its path.</summary>
    public static string PathOf(ResourceLevel level, ResourceId id) => $"/{level.Collection()}/{id}";

    /// <summary>Finds the resource that a path names; null if there is none of this level.</summary>
    public static async ValueTask<ResourceRow?> FindAsync(this IIndexReader index, ResourceLevel level, string id, CancellationToken cancellationToken)
    {
        if (!ResourceId.TryParse(id, out ResourceId parsed)) return null;
        ResourceRow? row = await index.FindAsync(parsed, cancellationToken).ConfigureAwait(false);
        return row?.Level == level ? row : null;
    }

    /// <summary>Finds the resource that a path names, and one of its attachments; null if there is no such resource of this level.</summary>
    public static ValueTask<FoundAttachment?> FindAttachmentAsync(
        this IIndexReader index, ResourceLevel level, string id, int type, CancellationToken cancellationToken) =>
        ResourceId.TryParse(id, out ResourceId parsed) ? index.FindAttachmentAsync(level, parsed, type, cancellationToken) : default;

    /// <summary>The same, for routes whose unknown resources are an error with a body.</summary>
    /// <exception cref="RestException">404.</exception>
    public static async ValueTask<FoundAttachment> RequireAttachmentAsync(
        this IIndexReader index, ResourceLevel level, string id, int type, CancellationToken cancellationToken) =>
        await index.FindAttachmentAsync(level, id, type, cancellationToken).ConfigureAwait(false) ?? throw Unknown(level, id);

    /// <summary>Finds the resource that a path names, and its metadata.</summary>
    /// <exception cref="RestException">404.</exception>
    public static async ValueTask<FoundMetadata> RequireMetadataAsync(
        this IIndexReader index, ResourceLevel level, string id, CancellationToken cancellationToken) =>
        (ResourceId.TryParse(id, out ResourceId parsed) ? await index.FindMetadataAsync(level, parsed, cancellationToken).ConfigureAwait(false) : null)
            ?? throw Unknown(level, id);

    /// <summary>The resource alone, for routes whose unknown resources are an error with a body.</summary>
    /// <exception cref="RestException">404.</exception>
    public static async ValueTask<ResourceRow> RequireAsync(
        this IIndexReader index, ResourceLevel level, string id, CancellationToken cancellationToken) =>
        await index.FindAsync(level, id, cancellationToken).ConfigureAwait(false)
            ?? throw Unknown(level, id);

    private static RestException Unknown(ResourceLevel level, string id) => new(OrthancError.UnknownResource, $"There is no {level} {id}");
}
