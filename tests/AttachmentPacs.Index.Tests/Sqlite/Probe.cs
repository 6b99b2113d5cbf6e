using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>Looks into a database behind the index's back.</summary>
internal static class Probe
{
    public static SqliteIndexOptions Options(string path) => new() { Path = path, Synchronous = SqliteSynchronous.Off };

    public static void Execute(string path, string sql)
    {
        Library.EnsureLoaded();
        DatabaseFile.Prepare(path);
        using Connection connection = Connection.OpenWriter(Options(path));
        connection.Execute(sql);
    }

    public static long Number(string path, string sql)
    {
        using Connection connection = Connection.OpenReader(Options(path));
        return connection.Prepare(sql).Scalar() ?? 0;
    }

    public static IReadOnlyList<string> Texts(string path, string sql)
    {
        using Connection connection = Connection.OpenReader(Options(path));
        List<string> texts = [];
        using Statement row = connection.Prepare(sql);
        while (row.Step()) texts.Add(row.Text(0));
        return texts;
    }

    /// <summary>Everything that is kept twice: each line names a row where the two disagree.</summary>
    public static IReadOnlyList<string> Contradictions(string path) => Texts(path, Disagreements);

    private const string Disagreements =
        """
        SELECT 'reference_count of blob ' || key FROM blobs b
          WHERE reference_count <> (SELECT COUNT(*) FROM attachments WHERE blob_key = b.key)
        UNION ALL SELECT 'unreferenced_since of blob ' || key FROM blobs WHERE (reference_count = 0) <> (unreferenced_since IS NOT NULL)
        UNION ALL SELECT 'condemned although referenced: ' || key FROM blobs WHERE condemned = 1 AND reference_count > 0
        UNION ALL SELECT 'attachment without blob: ' || resource_key FROM attachments WHERE blob_key NOT IN (SELECT key FROM blobs)
        UNION ALL SELECT 'item without resource: ' || resource_key FROM (
            SELECT resource_key FROM attachments UNION SELECT resource_key FROM metadata UNION SELECT resource_key FROM labels
            UNION SELECT resource_key FROM main_tags) WHERE resource_key NOT IN (SELECT key FROM resources)
        UNION ALL SELECT 'children of ' || key FROM resources r
          WHERE children <> (SELECT COUNT(*) FROM resources c WHERE c.parent_key = r.key)
        UNION ALL SELECT 'empty parent ' || key FROM resources WHERE level < 4 AND children = 0
        UNION ALL SELECT 'parent of ' || key FROM resources r WHERE level > 1
          AND NOT EXISTS (SELECT 1 FROM resources p WHERE p.key = r.parent_key AND p.level = r.level - 1)
        UNION ALL SELECT 'visible change of a resource that is gone: ' || seq FROM changes
          WHERE hidden = 0 AND resource_key NOT IN (SELECT key FROM resources)
        UNION ALL SELECT 'two visible NewInstance of ' || resource_key FROM changes WHERE hidden = 0 AND type = 2
          GROUP BY resource_key HAVING COUNT(*) > 1
        UNION ALL SELECT 'two visible Stable changes of ' || resource_key FROM changes WHERE hidden = 0 AND type IN (12, 13, 14)
          GROUP BY resource_key HAVING COUNT(*) > 1
        UNION ALL SELECT 'unstable instance ' || key FROM resources WHERE level = 4 AND unstable_since IS NOT NULL
        UNION ALL SELECT 'stable before what is below it: ' || p.key FROM resources r JOIN resources p ON p.key = r.parent_key
          WHERE r.unstable_since > COALESCE(p.unstable_since, 0)
        UNION ALL SELECT 'counts' FROM counters WHERE (patients, studies, series, instances) <>
          (SELECT COUNT(CASE level WHEN 1 THEN 1 END), COUNT(CASE level WHEN 2 THEN 1 END), COUNT(CASE level WHEN 3 THEN 1 END),
                  COUNT(CASE level WHEN 4 THEN 1 END) FROM resources)
        UNION ALL SELECT 'sizes' FROM counters WHERE (compressed_size, uncompressed_size) <>
          (SELECT COALESCE(SUM(b.compressed_size), 0), COALESCE(SUM(b.uncompressed_size), 0)
             FROM attachments a JOIN blobs b ON b.key = a.blob_key)
        """;
}
