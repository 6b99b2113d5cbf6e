using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Pages of the change log and of the export log (contract 1.9).</summary>
internal static class LogQueries
{
    // A tombstone has the key of what remained above it.
    private const string Change =
        "SELECT seq, type, level, public_id, date, CASE type WHEN 4096 THEN (SELECT r.public_id FROM resources r WHERE r.key = changes.resource_key) END FROM changes ";

    // changes.hidden up to which rows are shown: 0 plain, 1 with tombstones, 2 (cleared) to consumers.
    private const int Consumers = 2;

    private const int Window = 100_000;

    // The filter is a set of bits, so that there is one statement for all filters: type n is bit n, Deleted (4096) bit 0.
    private const string Wanted = "AND (?3 = 0 OR ((1 << (type & 63)) & ?3) <> 0) AND hidden <= ?4 ";

    private const string Ascending = Change + "WHERE seq > ?1 AND seq <= ?2 " + Wanted + "ORDER BY seq LIMIT ?5";

    private const string Descending = Change + "WHERE seq > ?1 AND seq <= ?2 " + Wanted + "ORDER BY seq DESC LIMIT ?5";

    private const string Export =
        "SELECT seq, level, public_id, remote_modality, date, patient_id, study_instance_uid, series_instance_uid, sop_instance_uid FROM exports ";

    private const string ExportsAscending = Export + "WHERE seq > ? ORDER BY seq LIMIT ?";

    private const string NewestExport = Export + "ORDER BY seq DESC LIMIT 1";

    public static ChangePage Changes(
        Connection connection, long? since, long? to, int limit, IReadOnlyCollection<ChangeType> types, bool tombstones) =>
        Changes(connection, since, to, limit, types, tombstones ? 1 : 0);

    private static ChangePage Changes(
        Connection connection, long? since, long? to, int limit, IReadOnlyCollection<ChangeType> types, int hidden)
    {
        bool newestFirst = since is null && to is not null;
        List<ChangeRow> rows = [];

        // One more than asked for tells whether anything follows.
        Statement statement = connection.Prepare(newestFirst ? Descending : Ascending)
            .Bind(since ?? long.MinValue).Bind(to ?? long.MaxValue).Bind(Bits(types)).Bind(hidden).Bind((long)limit + 1);
        using (statement)
        {
            while (statement.Step()) rows.Add(ReadChange(statement));
        }

        bool done = rows.Count <= limit;
        if (!done) rows.RemoveAt(rows.Count - 1);
        if (newestFirst) rows.Reverse();
        return new ChangePage(rows, done, rows.Count > 0 ? rows[^1].Sequence : Counters.Read(connection).LastChange);
    }

    /// <summary>A page that says how far it is complete; done with the newest change. No question looks through more of the log than a window.</summary>
    public static ChangePage ConsumerChanges(Connection connection, long after, int limit, IReadOnlyCollection<ChangeType> types)
    {
        long last = Counters.Read(connection).LastChange;
        long to = Math.Min(last, after + Window);
        ChangePage page = Changes(connection, after, to, limit, types, Consumers);
        return page.Done ? new ChangePage(page.Changes, to == last, to) : page;
    }

    public static ChangePage LastChange(Connection connection, bool tombstones)
    {
        ChangePage page = Changes(connection, null, long.MaxValue, 1, [], tombstones);
        return page with { Done = true };
    }

    public static ExportPage Exports(Connection connection, long since, int limit)
    {
        List<ExportRow> rows = ReadExports(connection.Prepare(ExportsAscending).Bind(since).Bind((long)limit + 1));
        bool done = rows.Count <= limit;
        if (!done) rows.RemoveAt(rows.Count - 1);
        return Page(connection, rows, done);
    }

    public static ExportPage LastExport(Connection connection) => Page(connection, ReadExports(connection.Prepare(NewestExport)), true);

    /// <summary>Logs show their dates to the second.</summary>
    public static DateTimeOffset ToSecond(DateTimeOffset date) => DateTimeOffset.FromUnixTimeSeconds(date.ToUnixTimeSeconds());

    private static long Bits(IReadOnlyCollection<ChangeType> types)
    {
        long bits = 0;
        foreach (ChangeType type in types) bits |= 1L << ((int)type & 63);
        return bits;
    }

    private static ChangeRow ReadChange(Statement row) =>
        new(row.Int64(0), (ChangeType)row.Int32(1), (ResourceLevel)row.Int32(2), row.Id(3), ToSecond(row.Date(4)))
        {
            Parent = row.IsNull(5) ? null : row.Id(5),
        };

    private static ExportPage Page(Connection connection, List<ExportRow> rows, bool done) =>
        new(rows, done, rows.Count > 0 ? rows[^1].Sequence : Counters.Read(connection).LastExport);

    private static List<ExportRow> ReadExports(Statement row)
    {
        List<ExportRow> rows = [];
        using (row)
        {
            while (row.Step())
            {
                rows.Add(new ExportRow(
                    row.Int64(0), (ResourceLevel)row.Int32(1), row.Id(2), row.Text(3), ToSecond(row.Date(4)),
                    row.Text(5), row.Text(6), row.Text(7), row.Text(8)));
            }
        }

        return rows;
    }
}
