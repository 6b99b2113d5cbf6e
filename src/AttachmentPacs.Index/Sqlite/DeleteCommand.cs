using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Deletes a resource, all below it and the parents it leaves empty, by sets: the work grows with what goes, not with its square.</summary>
internal static class DeleteCommand
{
    /// <summary>Temporary tables of the writer's connection, in memory: what goes, and the blobs it lets go of.</summary>
    public const string CreateScratch =
        "CREATE TEMP TABLE doomed (key INTEGER PRIMARY KEY);" +
        "CREATE TEMP TABLE released (blob_key INTEGER PRIMARY KEY, count INTEGER NOT NULL)";

    private const string DoomBelow =
        "WITH RECURSIVE below (key) AS (VALUES (?) UNION ALL " +
        "SELECT r.key FROM below CROSS JOIN resources r ON r.parent_key = below.key AND r.parent_key <> 0) " +
        "INSERT INTO doomed (key) SELECT key FROM below";

    private const string FillReleased =
        "INSERT INTO released (blob_key, count) SELECT a.blob_key, COUNT(*) FROM doomed CROSS JOIN attachments a " +
        "ON a.resource_key = doomed.key GROUP BY a.blob_key";

    private const string SumReleased =
        "SELECT SUM(b.compressed_size * released.count), SUM(b.uncompressed_size * released.count) FROM released CROSS JOIN blobs b ON b.key = released.blob_key";

    private const string Release =
        "UPDATE blobs SET reference_count = reference_count - (SELECT count FROM released WHERE blob_key = blobs.key), " +
        "unreferenced_since = CASE WHEN reference_count = (SELECT count FROM released WHERE blob_key = blobs.key) THEN ? END " +
        "WHERE key IN (SELECT blob_key FROM released)";

    private const string SelectDoomed =
        "SELECT r.level, r.public_id FROM doomed CROSS JOIN resources r ON r.key = doomed.key ORDER BY r.level DESC, r.key";

    private static readonly string[] Purges =
    [
        "UPDATE changes SET hidden = 1 WHERE resource_key IN (SELECT key FROM doomed) AND type <> 4096 AND hidden = 0",
        "DELETE FROM attachments WHERE resource_key IN (SELECT key FROM doomed)",
        "DELETE FROM metadata WHERE resource_key IN (SELECT key FROM doomed)",
        "DELETE FROM labels WHERE resource_key IN (SELECT key FROM doomed)",
        "DELETE FROM main_tags WHERE resource_key IN (SELECT key FROM doomed)",
        "DELETE FROM resources WHERE key IN (SELECT key FROM doomed)",
    ];

    public static DeleteOutcome Run(WriteSession session, ResourceId id, ResourceLevel level)
    {
        session.Ancestors.Flush(session);
        session.Ancestors.Clear();
        ResourceRow? row = ResourceQueries.Find(session.Connection, id);
        if (row is null || row.Level != level) return new DeleteOutcome(false, null, []);

        session.Prepare("DELETE FROM doomed").Run();
        session.Prepare("DELETE FROM released").Run();
        session.Prepare(DoomBelow).Bind(row.Key).Run();
        long remaining = DoomEmptyParents(session, row.ParentKey);
        ReleaseBlobs(session);
        List<(ResourceLevel Level, ResourceId Id)> gone = ReadDoomed(session);
        foreach (string purge in Purges) session.Prepare(purge).Run();
        foreach ((ResourceLevel goneLevel, ResourceId goneId) in gone)
        {
            session.Counters.Add(goneLevel, -1);
            session.Log(ChangeType.Deleted, goneLevel, goneId, remaining);
        }

        ResourceRow? ancestor = DateAncestors(session, remaining);
        return new DeleteOutcome(true, ancestor, [.. gone.Select(resource => resource.Id)]);
    }

    /// <summary>Goes up as long as the parent has no other child; returns the key of the first that stays, with one child less, or 0.</summary>
    private static long DoomEmptyParents(WriteSession session, long parent)
    {
        while (parent != 0)
        {
            using Statement row = session.Prepare("SELECT children, parent_key FROM resources WHERE key = ?").Bind(parent);
            row.Step();
            if (row.Int64(0) > 1) break;
            session.Prepare("INSERT INTO doomed (key) VALUES (?)").Bind(parent).Run();
            parent = row.Int64(1);
        }

        if (parent != 0) session.Prepare("UPDATE resources SET children = children - 1 WHERE key = ?").Bind(parent).Run();
        return parent;
    }

    private static void ReleaseBlobs(WriteSession session)
    {
        session.Prepare(FillReleased).Run();
        session.Prepare(Release).Bind(session.Now).Run();
        using Statement sums = session.Prepare(SumReleased);
        sums.Step();

        // Without any attachment the sums are NULL, which reads as 0.
        session.Counters.CompressedSize -= sums.Int64(0);
        session.Counters.UncompressedSize -= sums.Int64(1);
    }

    private static List<(ResourceLevel Level, ResourceId Id)> ReadDoomed(WriteSession session)
    {
        List<(ResourceLevel, ResourceId)> gone = [];
        using Statement row = session.Prepare(SelectDoomed);
        while (row.Step()) gone.Add(((ResourceLevel)row.Int32(0), row.Id(1)));
        return gone;
    }

    private static ResourceRow? DateAncestors(WriteSession session, long nearest)
    {
        for (long key = nearest; key != 0;)
        {
            session.Prepare("UPDATE resources SET last_update = ? WHERE key = ?").Bind(session.Now).Bind(key).Run();
            key = session.Prepare("SELECT parent_key FROM resources WHERE key = ?").Bind(key).Scalar() ?? 0;
        }

        return nearest == 0 ? null : ResourceQueries.Find(session.Connection, nearest);
    }
}
