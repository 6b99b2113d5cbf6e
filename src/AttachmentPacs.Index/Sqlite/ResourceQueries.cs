using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Questions about resources and their places in the tree.</summary>
internal static class ResourceQueries
{
    private const string Row =
        "SELECT r.key, r.level, r.public_id, r.parent_key, p.public_id, r.last_update, r.recycling, r.unstable_since FROM resources r " +
        "LEFT JOIN resources p ON p.key = r.parent_key ";

    private const string ByPublicId = Row + "WHERE r.public_id = ?";

    private const string ByKey = Row + "WHERE r.key = ?";

    private const string ByIdentifier = Row + "WHERE r.identifier = ? AND r.level = ? ORDER BY r.key";

    private const string ParentLevels =
        "SELECT public_id FROM resources WHERE level = ? AND level < 4 ORDER BY key LIMIT ? OFFSET ?";

    // In the order of the table itself, where nearly all rows are instances.
    private const string Instances = "SELECT public_id FROM resources WHERE level = 4 ORDER BY key LIMIT ? OFFSET ?";

    private const string Below =
        "WITH RECURSIVE below (key, level) AS (SELECT key, level FROM resources WHERE key = ?1 UNION ALL " +
        "SELECT r.key, r.level FROM below CROSS JOIN resources r ON r.parent_key = below.key AND r.parent_key <> 0 WHERE below.level < ?2) " +
        "SELECT r.public_id FROM below CROSS JOIN resources r ON r.key = below.key WHERE below.level = ?2 AND below.key <> ?1 ORDER BY r.public_id";

    private const string DirectlyBelow = "SELECT public_id FROM resources WHERE parent_key = ? AND parent_key <> 0 ORDER BY public_id";

    private const string FirstChild = Row + "WHERE r.parent_key = ? AND r.parent_key <> 0 ORDER BY r.key LIMIT 1";

    private const string Recycling = "SELECT public_id FROM resources WHERE recycling IS NOT NULL ORDER BY recycling LIMIT ?";

    private const string FirstUnstable = "SELECT unstable_since FROM resources WHERE unstable_since IS NOT NULL ORDER BY unstable_since LIMIT 1";

    public static ResourceRow? Find(Connection connection, ResourceId id)
    {
        using Statement row = connection.Prepare(ByPublicId).Bind(id);
        return row.Step() ? Read(row) : null;
    }

    public static ResourceRow? Find(Connection connection, long key)
    {
        using Statement row = connection.Prepare(ByKey).Bind(key);
        return row.Step() ? Read(row) : null;
    }

    public static ResourceRow? Ancestor(Connection connection, long key, ResourceLevel level)
    {
        ResourceRow? row = Find(connection, key);
        while (row is not null && row.Level > level) row = Find(connection, row.ParentKey);
        return row?.Level == level ? row : null;
    }

    public static ResourceRow? FirstDescendant(Connection connection, long key, ResourceLevel level)
    {
        ResourceRow? row = Find(connection, key);
        if (row is null || row.Level >= level) return null;
        while (row is not null && row.Level < level)
        {
            using Statement child = connection.Prepare(FirstChild).Bind(row.Key);
            row = child.Step() ? Read(child) : null;
        }

        return row;
    }

    public static IReadOnlyList<ResourceId> List(Connection connection, ResourceLevel level, long since, long limit)
    {
        Statement rows = level == ResourceLevel.Instance
            ? connection.Prepare(Instances)
            : connection.Prepare(ParentLevels).Bind((int)level);
        return Ids(rows.Bind(limit == 0 ? -1 : limit).Bind(since));
    }

    public static IReadOnlyList<ResourceId> Descendants(Connection connection, long key, ResourceLevel level) =>
        Ids(connection.Prepare(Below).Bind(key).Bind((int)level));

    public static IReadOnlyList<ResourceId> Children(Connection connection, long key) => Ids(connection.Prepare(DirectlyBelow).Bind(key));

    public static IReadOnlyList<ResourceId> RecyclingOrder(Connection connection, int limit) => Ids(connection.Prepare(Recycling).Bind(limit));

    public static IReadOnlyList<ResourceRow> Lookup(Connection connection, ResourceLevel level, string identifier)
    {
        List<ResourceRow> found = [];
        using Statement row = connection.Prepare(ByIdentifier).Bind(Identifiers.Normalize(identifier)).Bind((int)level);
        while (row.Step()) found.Add(Read(row));
        return found;
    }

    public static DateTimeOffset? UnstableSince(Connection connection) =>
        connection.Prepare(FirstUnstable).Scalar() is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null;

    private static List<ResourceId> Ids(Statement rows)
    {
        List<ResourceId> ids = [];
        using (rows)
        {
            while (rows.Step()) ids.Add(rows.Id(0));
        }

        return ids;
    }

    private static ResourceRow Read(Statement row)
    {
        ResourceLevel level = (ResourceLevel)row.Int32(1);
        ResourceId? parent = row.IsNull(4) ? null : row.Id(4);
        bool isProtected = level == ResourceLevel.Patient && row.IsNull(6);
        return new ResourceRow(row.Int64(0), level, row.Id(2), row.Int64(3), parent, row.Date(5), isProtected, row.IsNull(7));
    }
}
