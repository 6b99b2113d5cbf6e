namespace AttachmentPacs.Index.Sqlite;

/// <summary>Counters: of the whole index from its one row, of a resource by a walk over what is below it.</summary>
internal static class StatisticsQueries
{
    private const string Below =
        "WITH RECURSIVE below (key, level) AS (SELECT key, level FROM resources WHERE key = ? UNION ALL " +
        "SELECT r.key, r.level FROM below CROSS JOIN resources r ON r.parent_key = below.key AND r.parent_key <> 0) ";

    private const string Counts = Below + "SELECT SUM(level = 2), SUM(level = 3), SUM(level = 4) FROM below";

    private const string Sizes =
        Below + "SELECT SUM(b.compressed_size), SUM(b.uncompressed_size), SUM(b.compressed_size * (a.type = 1)), " +
        "SUM(b.uncompressed_size * (a.type = 1)) FROM below CROSS JOIN attachments a ON a.resource_key = below.key " +
        "CROSS JOIN blobs b ON b.key = a.blob_key";

    public static IndexStatistics Whole(Connection connection)
    {
        Counters counters = Counters.Read(connection);
        return new IndexStatistics(
            counters.Patients, counters.Studies, counters.Series, counters.Instances, counters.CompressedSize, counters.UncompressedSize);
    }

    public static ResourceStatistics Of(Connection connection, long key)
    {
        // Sums over nothing are NULL, which reads as 0.
        using Statement counts = connection.Prepare(Counts).Bind(key);
        using Statement sizes = connection.Prepare(Sizes).Bind(key);
        counts.Step();
        sizes.Step();
        return new ResourceStatistics(
            counts.Int64(0), counts.Int64(1), counts.Int64(2), sizes.Int64(0), sizes.Int64(1), sizes.Int64(2), sizes.Int64(3));
    }
}
