namespace AttachmentPacs.Index.Sqlite;

/// <summary>Writes that are done once for each key: looked up and noted in the transaction of the write itself.</summary>
internal static class IdempotencyCommands
{
    private const string Select = "SELECT request, content, revision, md5, date FROM idempotency_keys WHERE key = ?";

    private const string Insert = "INSERT INTO idempotency_keys (key, request, content, revision, md5, date) VALUES (?, ?, ?, ?, ?, ?)";

    private const string DeleteOldest =
        "DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys WHERE date < ? ORDER BY date LIMIT ?)";

    public static KeyedWrite? Find(Connection connection, byte[] key)
    {
        using Statement row = connection.Prepare(Select).Bind(key);
        return row.Step() ? new KeyedWrite(row.Blob(0).ToArray(), row.Blob(1).ToArray(), row.Int64(2), row.Bytes(3), row.Date(4)) : null;
    }

    /// <summary>The answer to a write whose key was used before; null: do it.</summary>
    public static WriteOutcome? Replay(WriteSession session, in Precondition precondition, ReadOnlySpan<byte> content)
    {
        if (precondition.Once is not { } key || Find(session.Connection, key.Key) is not { } done) return null;
        return done.Is(key, content) ? new WriteOutcome(WriteStatus.DoneBefore, done.Revision) : new WriteOutcome(WriteStatus.KeyReused, 0);
    }

    /// <summary>Notes a write that has been done, if it has a key.</summary>
    public static void Note(WriteSession session, in Precondition precondition, ReadOnlySpan<byte> content, long revision, byte[]? md5)
    {
        if (precondition.Once is not { } key) return;
        session.Prepare(Insert).Bind(key.Key).Bind(key.Request).Bind(content).Bind(revision).Bind(md5).Bind(session.Now).Run();
    }

    public static int Forget(WriteSession session, DateTimeOffset before, int limit) => session.Prepare(DeleteOldest).Bind(before).Bind(limit).Run();
}
