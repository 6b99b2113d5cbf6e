namespace AttachmentPacs.Index.Sqlite;

/// <summary>Positions of those who read the change log by themselves, and what is kept for them when it is cleared.</summary>
internal static class ConsumerCommands
{
    private const int Cleared = 2;

    public static long Open(WriteSession session, string consumer, bool fromBeginning)
    {
        session.Prepare("INSERT INTO change_consumers (name, position) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
            .Bind(consumer).Bind(fromBeginning ? 0 : session.Counters.LastChange).Run();
        return session.Prepare("SELECT position FROM change_consumers WHERE name = ?").Bind(consumer).Scalar()!.Value;
    }

    public static bool Move(WriteSession session, string consumer, long position)
    {
        bool isKnown = session.Prepare("UPDATE change_consumers SET position = MAX(position, ?) WHERE name = ?").Bind(position).Bind(consumer).Run() > 0;
        DropSeen(session);
        return isKnown;
    }

    public static bool Forget(WriteSession session, string consumer)
    {
        bool isKnown = session.Prepare("DELETE FROM change_consumers WHERE name = ?").Bind(consumer).Run() > 0;
        DropSeen(session);
        return isKnown;
    }

    public static bool ClearChanges(WriteSession session)
    {
        if (Lowest(session) is not { } lowest)
        {
            session.Prepare("DELETE FROM changes").Run();
            return true;
        }

        session.Prepare("DELETE FROM changes WHERE seq <= ?").Bind(lowest).Run();
        session.Prepare("UPDATE changes SET hidden = ? WHERE seq > ?").Bind(Cleared).Bind(lowest).Run();
        return true;
    }

    public static IReadOnlyDictionary<string, long> Positions(Connection connection)
    {
        Dictionary<string, long> positions = [];
        using Statement row = connection.Prepare("SELECT name, position FROM change_consumers");
        while (row.Step()) positions.Add(row.Text(0), row.Int64(1));
        return positions;
    }

    private static void DropSeen(WriteSession session) =>
        session.Prepare("DELETE FROM changes WHERE hidden = 2 AND seq <= ?").Bind(Lowest(session) ?? long.MaxValue).Run();

    private static long? Lowest(WriteSession session) => session.Prepare("SELECT MIN(position) FROM change_consumers").Scalar();
}
