using System.Globalization;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>
/// Positions of those who read the change log by themselves, kept as properties, and what is kept for them when the log is cleared: rows with
/// <c>hidden = 2</c>, all above the lowest position.
/// </summary>
internal static class ConsumerCommands
{
    private const string Prefix = "ChangeConsumer:";

    // All names with the prefix: the sign after the colon is the semicolon.
    private const string OfConsumers = "FROM properties WHERE name >= 'ChangeConsumer:' AND name < 'ChangeConsumer;'";

    public static long Open(WriteSession session, string consumer, bool fromBeginning)
    {
        session.Prepare("INSERT INTO properties (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")
            .Bind(Prefix + consumer).Bind(fromBeginning ? 0 : session.Counters.LastChange).Run();
        return session.Prepare("SELECT CAST(value AS INTEGER) FROM properties WHERE name = ?").Bind(Prefix + consumer).Scalar()!.Value;
    }

    public static bool Move(WriteSession session, string consumer, long position) => DropSeen(session, () =>
        session.Prepare("UPDATE properties SET value = MAX(CAST(value AS INTEGER), ?) WHERE name = ?").Bind(position).Bind(Prefix + consumer).Run() > 0);

    public static bool Forget(WriteSession session, string consumer) => DropSeen(session, () =>
        session.Prepare("DELETE FROM properties WHERE name = ?").Bind(Prefix + consumer).Run() > 0);

    public static bool ClearChanges(WriteSession session)
    {
        long lowest = Lowest(session);
        if (lowest == long.MaxValue)
        {
            session.Prepare("DELETE FROM changes").Run();
            return true;
        }

        session.Prepare("DELETE FROM changes WHERE seq <= ?").Bind(lowest).Run();
        session.Prepare("UPDATE changes SET hidden = 2 WHERE seq > ? AND hidden < 2").Bind(lowest).Run();
        return true;
    }

    public static IReadOnlyDictionary<string, long> Positions(Connection connection)
    {
        Dictionary<string, long> positions = [];
        using Statement row = connection.Prepare("SELECT name, value " + OfConsumers);
        while (row.Step()) positions.Add(row.Text(0)[Prefix.Length..], long.Parse(row.Text(1), CultureInfo.InvariantCulture));
        return positions;
    }

    private static bool DropSeen(WriteSession session, Func<bool> change)
    {
        long before = Lowest(session);
        bool isKnown = change();
        long after = Lowest(session);
        if (after > before) session.Prepare("DELETE FROM changes WHERE seq > ? AND seq <= ? AND hidden = 2").Bind(before).Bind(after).Run();
        return isKnown;
    }

    // Without consumers there is nobody to keep anything for.
    private static long Lowest(WriteSession session) => session.Prepare("SELECT MIN(CAST(value AS INTEGER)) " + OfConsumers).Scalar() ?? long.MaxValue;
}
