namespace AttachmentPacs.Index.Sqlite;

/// <summary>How thoroughly an index is looked through.</summary>
public enum InspectionDepth
{
    /// <summary>Its head only: what it is and whose.</summary>
    Head,

    /// <summary>Every page, PRAGMA quick_check.</summary>
    Quick,

    /// <summary>Every page, and every index against its table, PRAGMA integrity_check.</summary>
    Full,
}

/// <summary>What an index says of itself.</summary>
/// <param name="SchemaVersion">Its last migration; 0: no server has been started on it.</param>
/// <param name="JournalMode">wal or delete.</param>
/// <param name="Damage">What the check found, a line each; empty if it is sound, or was not looked through.</param>
/// <param name="Instances">How many it knows.</param>
/// <param name="LastChange">Sequence of the newest change, 0 if there is none.</param>
/// <param name="Properties">Those that were asked for and are set.</param>
public sealed record IndexInspection(
    int SchemaVersion, string JournalMode, IReadOnlyList<string> Damage, long Instances, long LastChange, IReadOnlyDictionary<string, string> Properties);

/// <summary>Looks at an index without changing it or what lies beside it, and without holding up the server that runs on it.</summary>
public static class IndexInspector
{
    private const int MostDamage = 20;

    // Database file format 1.3.3: 2 at this byte of the header is the write-ahead log.
    private const int WriteVersionAt = 18;
    private const int WriteAheadLog = 2;
    private const string Wal = "wal";

    /// <summary>The newest schema this program knows.</summary>
    public static int NewestSchema => Migrations.All[^1].Number;

    /// <summary>Loads SQLite's library and says which version it is. Throws <see cref="IndexUnusableException"/> if there is none, or one too old.</summary>
    public static string LoadLibrary()
    {
        Library.EnsureLoaded();
        return SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
    }

    /// <summary>
    /// Reads the index. Throws <see cref="IndexUnusableException"/> if it is none, newer than this program, or too damaged to be read, and
    /// <see cref="IndexUnavailableException"/> if it cannot be opened.
    /// </summary>
    public static IndexInspection Inspect(SqliteIndexOptions options, InspectionDepth depth, params string[] properties)
    {
        ArgumentNullException.ThrowIfNull(options);
        Library.EnsureLoaded();

        // Before SQLite opens it: closing any handle of a file ends all locks that this process holds on it.
        string journal = JournalOf(options.Path);
        using Connection connection = journal == Wal ? Connection.OpenInspector(options) : Connection.OpenReader(options);
        Migrations.Recognize(connection, Migrations.All, options.Path);
        int version = Migrations.Version(connection);
        string[] damage = depth switch
        {
            InspectionDepth.Quick => Text(connection, $"PRAGMA quick_check({MostDamage})"),
            InspectionDepth.Full => Text(connection, $"PRAGMA integrity_check({MostDamage})"),
            _ => [],
        };
        if (damage is ["ok"]) damage = [];
        if (version == 0 || damage.Length > 0) return new IndexInspection(version, journal, damage, 0, 0, new Dictionary<string, string>());

        Dictionary<string, string> found = [];
        foreach (string name in properties)
        {
            if (ItemQueries.Property(connection, name) is { } value) found[name] = value;
        }

        return new IndexInspection(
            version, journal, damage, StatisticsQueries.Whole(connection).Instances, LogQueries.LastChange(connection, tombstones: true).Last, found);
    }

    // From the file itself: of a database that is opened as unchanging, SQLite says "delete".
    private static string JournalOf(string path)
    {
        Span<byte> header = stackalloc byte[WriteVersionAt + 1];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header[WriteVersionAt] == WriteAheadLog ? Wal : "delete";
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IndexUnavailableException($"The index database {path} cannot be read: {e.Message}", e);
        }
    }

    private static string[] Text(Connection connection, string sql)
    {
        List<string> lines = [];
        using Statement row = connection.Prepare(sql);
        while (row.Step()) lines.Add(row.Text(0));
        return [.. lines];
    }
}
