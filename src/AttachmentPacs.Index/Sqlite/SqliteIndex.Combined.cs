using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

public sealed partial class SqliteIndex
{
    /// <inheritdoc/>
    public ValueTask<FoundAttachment?> FindAttachmentAsync(ResourceLevel level, ResourceId id, int type, CancellationToken cancellationToken) =>
        Read(connection => CombinedQueries.FindAttachment(connection, level, id, type), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FoundMetadata?> FindMetadataAsync(ResourceLevel level, ResourceId id, CancellationToken cancellationToken) =>
        Read(connection => CombinedQueries.FindMetadata(connection, level, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ResourceDetails> DetailsAsync(ResourceRow resource, DetailParts parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return Read(connection => CombinedQueries.Details(connection, resource, parts), cancellationToken);
    }
}
