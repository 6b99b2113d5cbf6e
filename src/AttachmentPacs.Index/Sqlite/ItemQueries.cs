namespace AttachmentPacs.Index.Sqlite;

/// <summary>Questions about what hangs on a resource: tags, metadata, attachments, labels; and the properties of the store.</summary>
internal static class ItemQueries
{
    private const string SelectTags = "SELECT tags FROM main_tags WHERE resource_key = ?";

    private const string SelectPackedMetadata = "SELECT metadata FROM main_tags WHERE resource_key = ?";

    private const string SelectMetadata = "SELECT type, value, revision FROM metadata WHERE resource_key = ? ORDER BY type";

    private const string SelectOneMetadata = "SELECT type, value, revision FROM metadata WHERE resource_key = ? AND type = ?";

    private const string SelectLastUpdate = "SELECT last_update FROM resources WHERE key = ? AND level < 4";

    private const string SelectChildrenMetadata =
        "SELECT t.metadata, m.value FROM resources r LEFT JOIN main_tags t ON t.resource_key = r.key " +
        "LEFT JOIN metadata m ON m.resource_key = r.key AND m.type = ? WHERE r.parent_key = ? AND r.parent_key <> 0";

    private const string SelectChildrenLastUpdate =
        "SELECT last_update FROM resources WHERE parent_key = ? AND parent_key <> 0 AND level < 4";

    private const string BlobColumns =
        "b.uuid, b.codec, b.uncompressed_size, b.compressed_size, b.sha256, b.uncompressed_md5, b.compressed_md5, b.stored_xxh3, b.block_xxh3";

    private const string SelectBlob = "SELECT " + BlobColumns + " FROM blobs b WHERE b.uuid = ? AND b.condemned = 0";

    private const string Attachment =
        "SELECT " + BlobColumns + ", a.type, a.revision, b.damaged FROM attachments a CROSS JOIN blobs b ON b.key = a.blob_key WHERE a.resource_key = ? ";

    private const string SelectAttachments = Attachment + "ORDER BY a.type";

    private const string SelectOneAttachment = Attachment + "AND a.type = ?";

    public static IReadOnlyList<TagValue> MainTags(Connection connection, long key)
    {
        using Statement row = connection.Prepare(SelectTags).Bind(key);
        return row.Step() ? PackedTags.Read(row.Blob(0)) : [];
    }

    public static IReadOnlyList<MetadataRow> Metadata(Connection connection, long key)
    {
        List<MetadataRow> metadata = PackedMetadataOf(connection, key);
        int packed = metadata.Count;
        using (Statement row = connection.Prepare(SelectMetadata).Bind(key))
        {
            while (row.Step()) metadata.Add(ReadMetadata(row));
        }

        if (packed > 0 && metadata.Count > packed) metadata.Sort((left, right) => left.Type.CompareTo(right.Type));
        if (LastUpdate(connection, key) is MetadataRow lastUpdate)
        {
            int at = metadata.FindIndex(row => row.Type > ItemTypes.LastUpdate);
            metadata.Insert(at < 0 ? metadata.Count : at, lastUpdate);
        }

        return metadata;
    }

    public static MetadataRow? Metadata(Connection connection, long key, int type) =>
        (type == ItemTypes.LastUpdate ? LastUpdate(connection, key) : null) ?? StoredMetadata(connection, key, type, out _);

    /// <summary>The value of one type, and whether it is among those that the resource was created with, still packed.</summary>
    public static MetadataRow? StoredMetadata(Connection connection, long key, int type, out bool isPacked)
    {
        using (Statement packed = connection.Prepare(SelectPackedMetadata).Bind(key))
        {
            string? value = packed.Step() ? PackedMetadata.Find(packed.Blob(0), type) : null;
            isPacked = value is not null;
            if (isPacked) return new MetadataRow(type, value!, 0);
        }

        using Statement row = connection.Prepare(SelectOneMetadata).Bind(key).Bind(type);
        return row.Step() ? ReadMetadata(row) : null;
    }

    /// <summary>Those that the resource was created with, as long as they are packed.</summary>
    public static List<MetadataRow> PackedMetadataOf(Connection connection, long key)
    {
        using Statement row = connection.Prepare(SelectPackedMetadata).Bind(key);
        return PackedMetadata.Read(row.Step() ? row.Blob(0) : default);
    }

    public static IReadOnlyList<string> ChildrenMetadata(Connection connection, long key, int type)
    {
        List<string> values = [];
        using (Statement child = connection.Prepare(SelectChildrenMetadata).Bind(type).Bind(key))
        {
            while (child.Step())
            {
                if ((child.IsNull(1) ? PackedMetadata.Find(child.Blob(0), type) : child.Text(1)) is { } value) values.Add(value);
            }
        }

        if (type != ItemTypes.LastUpdate) return values;
        using Statement row = connection.Prepare(SelectChildrenLastUpdate).Bind(key);
        while (row.Step()) values.Add(ItemTypes.DateText(row.Date(0)));
        return values;
    }

    public static IReadOnlyList<AttachmentRow> Attachments(Connection connection, long key)
    {
        List<AttachmentRow> attachments = [];
        using Statement row = connection.Prepare(SelectAttachments).Bind(key);
        while (row.Step()) attachments.Add(ReadAttachment(row));
        return attachments;
    }

    public static AttachmentRow? OneAttachment(Connection connection, long key, int type)
    {
        using Statement row = connection.Prepare(SelectOneAttachment).Bind(key).Bind(type);
        return row.Step() ? ReadAttachment(row) : null;
    }

    public static BlobRow? Blob(Connection connection, Guid uuid)
    {
        using Statement row = connection.Prepare(SelectBlob).Bind(uuid);
        return row.Step() ? ReadBlob(row) : null;
    }

    public static IReadOnlyList<string> Labels(Connection connection, long key) =>
        Texts(connection.Prepare("SELECT label FROM labels WHERE resource_key = ? ORDER BY label").Bind(key));

    public static IReadOnlyList<string> AllLabels(Connection connection) =>
        Texts(connection.Prepare("SELECT DISTINCT label FROM labels ORDER BY label"));

    public static string? Property(Connection connection, string name)
    {
        using Statement row = connection.Prepare("SELECT value FROM properties WHERE name = ?").Bind(name);
        return row.Step() ? row.Text(0) : null;
    }

    private static MetadataRow? LastUpdate(Connection connection, long key)
    {
        using Statement row = connection.Prepare(SelectLastUpdate).Bind(key);
        return row.Step() ? new MetadataRow(ItemTypes.LastUpdate, ItemTypes.DateText(row.Date(0)), 0) : null;
    }

    private static MetadataRow ReadMetadata(Statement row) => new(row.Int32(0), row.Text(1), row.Int64(2));

    private static AttachmentRow ReadAttachment(Statement row) => new(row.Int32(9), ReadBlob(row), row.Int64(10), row.Int64(11) != 0);

    private static BlobRow ReadBlob(Statement row) => new(
        row.Uuid(0), row.Int32(1), row.Int64(2), row.Int64(3), row.Blob(4).ToArray(), row.Bytes(5), row.Bytes(6), row.Blob(7).ToArray(),
        row.Blob(8).ToArray());

    private static List<string> Texts(Statement rows)
    {
        List<string> texts = [];
        using (rows)
        {
            while (rows.Step()) texts.Add(rows.Text(0));
        }

        return texts;
    }
}
