using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Several questions within one snapshot.</summary>
internal static class CombinedQueries
{
    public static FoundAttachment? FindAttachment(Connection connection, ResourceLevel level, ResourceId id, int type) =>
        ResourceQueries.Find(connection, id) is { } resource && resource.Level == level
            ? new FoundAttachment(resource, ItemQueries.OneAttachment(connection, resource.Key, type))
            : null;

    public static FoundMetadata? FindMetadata(Connection connection, ResourceLevel level, ResourceId id) =>
        ResourceQueries.Find(connection, id) is { } resource && resource.Level == level
            ? new FoundMetadata(resource, ItemQueries.Metadata(connection, resource.Key))
            : null;

    public static FoundDetails? FindDetails(Connection connection, ResourceLevel level, ResourceId id, ResourceLevel wanted, DetailParts parts)
    {
        ResourceRow? row = ResourceQueries.Find(connection, id);
        if (row?.Level != level) return null;
        if (wanted != level) row = ResourceQueries.Ancestor(connection, row.ParentKey, wanted);
        return row is null ? null : new FoundDetails(row, Details(connection, row, parts));
    }

    private static ResourceDetails Details(Connection connection, ResourceRow resource, DetailParts parts)
    {
        bool Has(DetailParts part) => (parts & part) != 0;
        bool hasChildren = Has(DetailParts.Children) && resource.Level != ResourceLevel.Instance;
        return new ResourceDetails(
            Has(DetailParts.MainTags) ? ItemQueries.MainTags(connection, resource.Key) : [],
            Has(DetailParts.Metadata) ? ItemQueries.Metadata(connection, resource.Key) : [],
            hasChildren ? ResourceQueries.Children(connection, resource.Key) : [],
            Has(DetailParts.Labels) ? ItemQueries.Labels(connection, resource.Key) : [],
            Has(DetailParts.Attachments) ? ItemQueries.Attachments(connection, resource.Key) : []);
    }
}
