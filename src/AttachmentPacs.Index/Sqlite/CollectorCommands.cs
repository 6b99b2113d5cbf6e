namespace AttachmentPacs.Index.Sqlite;

/// <summary>The collector's steps 1 and 3 (IIndexWriter, remarks).</summary>
internal static class CollectorCommands
{
    private const string Condemn =
        "UPDATE blobs SET condemned = 1 WHERE key IN (SELECT key FROM blobs WHERE condemned = 0 AND unreferenced_since IS NOT NULL " +
        "AND unreferenced_since < ? ORDER BY unreferenced_since LIMIT ?)";

    private const string SelectCondemned = "SELECT uuid FROM blobs WHERE condemned = 1 AND unreferenced_since IS NOT NULL";

    private const string InsertCondemned =
        "INSERT OR IGNORE INTO blobs (uuid, codec, uncompressed_size, compressed_size, sha256, stored_xxh3, block_xxh3, damaged, " +
        "reference_count, unreferenced_since, condemned) VALUES (?, 0, 0, 0, x'', x'', x'', 0, 0, ?, 1)";

    public static IReadOnlyList<Guid> Run(WriteSession session, DateTimeOffset unreferencedBefore, int limit)
    {
        session.Prepare(Condemn).Bind(unreferencedBefore).Bind(limit).Run();
        List<Guid> condemned = [];
        using Statement row = session.Prepare(SelectCondemned);
        while (row.Step()) condemned.Add(row.Uuid(0));
        return condemned;
    }

    public static IReadOnlyList<Guid> RunOrphans(WriteSession session, IReadOnlyCollection<Guid> names)
    {
        List<Guid> condemned = [];
        foreach (Guid name in names)
        {
            if (session.Prepare(InsertCondemned).Bind(name).Bind(session.Now).Run() > 0) condemned.Add(name);
        }

        return condemned;
    }

    public static bool Forget(WriteSession session, IReadOnlyCollection<Guid> condemned)
    {
        foreach (Guid name in condemned) session.Prepare("DELETE FROM blobs WHERE uuid = ? AND condemned = 1").Bind(name).Run();
        return true;
    }
}
