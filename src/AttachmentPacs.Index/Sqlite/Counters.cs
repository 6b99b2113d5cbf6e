using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Table <c>counters</c>, in memory while a transaction is open.</summary>
internal record struct Counters(
    long Patients, long Studies, long Series, long Instances, long CompressedSize, long UncompressedSize,
    long LastResource, long LastChange, long LastExport, long LastRecycling)
{
    private const string Select =
        "SELECT patients, studies, series, instances, compressed_size, uncompressed_size, last_resource, last_change, last_export, " +
        "last_recycling FROM counters WHERE id = 1";

    private const string Update =
        "UPDATE counters SET patients = ?, studies = ?, series = ?, instances = ?, compressed_size = ?, uncompressed_size = ?, " +
        "last_resource = ?, last_change = ?, last_export = ?, last_recycling = ? WHERE id = 1";

    public static Counters Read(Connection connection)
    {
        using Statement row = connection.Prepare(Select);
        if (!row.Step()) throw new IndexUnusableException("The index database has lost its row of counters: restore it from a backup.");
        return new Counters(
            row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5),
            row.Int64(6), row.Int64(7), row.Int64(8), row.Int64(9));
    }

    public readonly void Write(Connection connection) => connection.Prepare(Update)
        .Bind(Patients).Bind(Studies).Bind(Series).Bind(Instances).Bind(CompressedSize).Bind(UncompressedSize)
        .Bind(LastResource).Bind(LastChange).Bind(LastExport).Bind(LastRecycling).Run();

    /// <summary>Counts resources of a level that came (or, negative, went).</summary>
    public void Add(ResourceLevel level, long count)
    {
        switch (level)
        {
            case ResourceLevel.Patient: Patients += count; break;
            case ResourceLevel.Study: Studies += count; break;
            case ResourceLevel.Series: Series += count; break;
            default: Instances += count; break;
        }
    }
}
