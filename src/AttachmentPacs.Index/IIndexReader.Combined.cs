using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>Questions of which several belong to one request: asked together, they cost one snapshot and fit each other.</summary>
public partial interface IIndexReader
{
    /// <summary>A resource and one of its attachments; null if the resource is unknown, or of another level.</summary>
    ValueTask<FoundAttachment?> FindAttachmentAsync(ResourceLevel level, ResourceId id, int type, CancellationToken cancellationToken);

    /// <summary>A resource and all its metadata, as <see cref="MetadataAsync(long, CancellationToken)"/>; null if the resource is unknown, or of another level.</summary>
    ValueTask<FoundMetadata?> FindMetadataAsync(ResourceLevel level, ResourceId id, CancellationToken cancellationToken);

    /// <summary>
    /// A resource, or the one of another level above it, with what hangs on it, as far as that is wanted: each as the question of its own name answers
    /// it, and empty where it is not wanted. Null if there is no such resource of <paramref name="level"/>.
    /// </summary>
    /// <param name="level">Of the resource that <paramref name="id"/> names.</param>
    /// <param name="id">The resource.</param>
    /// <param name="wanted">The same level, or one above it.</param>
    /// <param name="parts">What is wanted.</param>
    /// <param name="cancellationToken">Heeded before the question is asked.</param>
    ValueTask<FoundDetails?> FindDetailsAsync(
        ResourceLevel level, ResourceId id, ResourceLevel wanted, DetailParts parts, CancellationToken cancellationToken);
}

/// <summary>A resource and an attachment of it.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Row">The attachment; null if the resource has none of the type.</param>
public readonly record struct FoundAttachment(ResourceRow Resource, AttachmentRow? Row);

/// <summary>A resource and its metadata, in ascending type order.</summary>
public readonly record struct FoundMetadata(ResourceRow Resource, IReadOnlyList<MetadataRow> Rows);

/// <summary>A resource and what hangs on it.</summary>
public readonly record struct FoundDetails(ResourceRow Resource, ResourceDetails Details);

/// <summary>What can be asked of a resource at once.</summary>
[Flags]
public enum DetailParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Main DICOM tags.</summary>
    MainTags = 1 << 0,

    /// <summary>Metadata.</summary>
    Metadata = 1 << 1,

    /// <summary>Ids of the level below; instances have none.</summary>
    Children = 1 << 2,

    /// <summary>Labels.</summary>
    Labels = 1 << 3,

    /// <summary>Attachments.</summary>
    Attachments = 1 << 4,
}

/// <summary>What hangs on a resource.</summary>
/// <param name="MainTags">In ascending tag order.</param>
/// <param name="Metadata">In ascending type order.</param>
/// <param name="Children">In ascending order of the id.</param>
/// <param name="Labels">In ordinal order.</param>
/// <param name="Attachments">In ascending type order.</param>
public sealed record ResourceDetails(
    IReadOnlyList<TagValue> MainTags, IReadOnlyList<MetadataRow> Metadata, IReadOnlyList<ResourceId> Children, IReadOnlyList<string> Labels,
    IReadOnlyList<AttachmentRow> Attachments);
