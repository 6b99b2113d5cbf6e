namespace AttachmentPacs.Index.Sqlite;

/// <summary>Questions about storage commitments.</summary>
internal static class CommitmentQueries
{
    private const string Row =
        "SELECT key, role, transaction_uid, remote_ae, local_ae, modality, state, date, verified, attempts, next_attempt, problem FROM commitments ";

    private const string ByTransaction = Row + "WHERE transaction_uid = ? AND role = ? ORDER BY key DESC LIMIT 1";

    private const string ByTransactionAndTitle = Row + "WHERE transaction_uid = ? AND role = ? AND remote_ae = ?";

    private const string AllDue = Row + "WHERE next_attempt <= ? ORDER BY next_attempt LIMIT ?";

    private const string DueOfRole = Row + "WHERE next_attempt <= ? AND role = ? ORDER BY next_attempt LIMIT ?";

    private const string AllItems =
        "SELECT number, sop_class, sop_instance, outcome FROM commitment_references WHERE commitment = ? AND number >= ? ORDER BY number LIMIT ?";

    private const string OpenItems =
        "SELECT number, sop_class, sop_instance, outcome FROM commitment_references WHERE commitment = ? AND number >= ? AND outcome IS NULL " +
        "ORDER BY number LIMIT ?";

    public static CommitmentRow? Find(Connection connection, CommitmentRole role, string transactionUid, string? remoteAeTitle)
    {
        using Statement row = remoteAeTitle is null
            ? connection.Prepare(ByTransaction).Bind(transactionUid).Bind((int)role)
            : connection.Prepare(ByTransactionAndTitle).Bind(transactionUid).Bind((int)role).Bind(remoteAeTitle);
        return row.Step() ? Read(row) : null;
    }

    public static IReadOnlyList<CommitmentRow> Due(Connection connection, DateTimeOffset now, CommitmentRole? role, int limit)
    {
        List<CommitmentRow> due = [];
        using Statement row = role is { } one
            ? connection.Prepare(DueOfRole).Bind(now).Bind((int)one).Bind(limit)
            : connection.Prepare(AllDue).Bind(now).Bind(limit);
        while (row.Step()) due.Add(Read(row));
        return due;
    }

    public static IReadOnlyList<CommitmentItem> Items(Connection connection, long key, int since, int limit, bool openOnly)
    {
        List<CommitmentItem> items = [];
        using Statement row = connection.Prepare(openOnly ? OpenItems : AllItems).Bind(key).Bind(since).Bind(limit);
        while (row.Step()) items.Add(new CommitmentItem(row.Int32(0), new SopReference(row.Text(1), row.Text(2)), row.IsNull(3) ? null : row.Int32(3)));
        return items;
    }

    private static CommitmentRow Read(Statement row) => new(
        row.Int64(0), (CommitmentRole)row.Int32(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), (CommitmentState)row.Int32(6), row.Date(7),
        row.IsNull(8) ? null : row.Date(8), row.Int32(9), row.IsNull(10) ? null : row.Date(10), row.Text(11));
}
