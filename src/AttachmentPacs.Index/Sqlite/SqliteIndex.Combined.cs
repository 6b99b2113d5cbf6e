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
    public ValueTask<FoundDetails?> FindDetailsAsync(
        ResourceLevel level, ResourceId id, ResourceLevel wanted, DetailParts parts, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)wanted, (int)level, nameof(wanted));
        return Read(connection => CombinedQueries.FindDetails(connection, level, id, wanted, parts), cancellationToken);
    }
}
