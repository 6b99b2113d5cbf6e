using System.Globalization;
using SQLitePCL;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>One connection, used by one thread at a time, with its prepared statements.</summary>
internal sealed class Connection : IDisposable
{
    // Pages of 4 KiB after which a commit moves the write-ahead log into the database, 64 MB of it: each page goes once, however often it was written since.
    // And the size the log is cut back to, above that, so that it is written over and never grows anew.
    private const int CheckpointPages = 16_000;
    private const long JournalSizeLimit = 64L << 20;

    private readonly sqlite3 _db;
    private readonly string _path;

    // By reference, as hashing a statement of 300 letters costs as much as binding it: the SQL is all literals, of which there is one each.
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);

    private Connection(sqlite3 db, string path) => (_db, _path) = (db, path);

    public int Changes => raw.sqlite3_changes(_db);

    public long LastRowId => raw.sqlite3_last_insert_rowid(_db);

    /// <summary>The SQL of every statement prepared so far.</summary>
    public IReadOnlyCollection<string> Prepared => _statements.Keys;

    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    public static Connection OpenWriter(SqliteIndexOptions options)
    {
        Connection connection = Open(options, raw.SQLITE_OPEN_READWRITE);
        connection.SetUp(options, options.CacheSize);
        return connection;
    }

    public static Connection OpenReader(SqliteIndexOptions options)
    {
        Connection connection = Open(options, raw.SQLITE_OPEN_READONLY);
        connection.SetUp(options, Math.Max(options.CacheSize / 16, 1 << 20));
        return connection;
    }

    /// <summary>
    /// Reads a database in journal mode WAL only, and makes no file. Without a write-ahead log beside it nobody has the database open, and SQLite
    /// is told that it does not change: it would make a log and a shared memory of its own otherwise, which might belong to another user then.
    /// With a rollback journal there is no such sign: <see cref="OpenReader"/>, which makes no file then, locks out the writer.
    /// </summary>
    public static Connection OpenInspector(SqliteIndexOptions options)
    {
        string path = Path.GetFullPath(options.Path);
        if (File.Exists(path + "-wal")) return OpenReader(options);
        string uri = $"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1";
        Connection connection = Open(options, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, uri);
        connection.SetUp(options, Math.Max(options.CacheSize / 16, 1 << 20));
        return connection;
    }

    /// <summary>Chooses journal and flushing: changes the file, so only after it has been recognised as ours.</summary>
    public void SetUpJournal(SqliteIndexOptions options)
    {
        string wanted = options.JournalMode == SqliteJournalMode.Wal ? "wal" : "delete";
        using (Statement journal = Prepare($"PRAGMA journal_mode={wanted}"))
        {
            journal.Step();
            if (journal.Text(0) != wanted)
            {
                throw new IndexUnusableException(
                    $"The index database {_path} stays in journal mode '{journal.Text(0)}' although '{wanted}' is configured. Its file system may " +
                    "not support it: move the database to a local disk, or set Database:Sqlite:JournalMode to Delete.");
            }
        }

        // fullfsync: on macOS a plain flush stops at the drive's cache.
        int full = options.Synchronous >= SqliteSynchronous.Full ? 1 : 0;
        Execute(Invariant($"PRAGMA synchronous={(int)options.Synchronous}; PRAGMA fullfsync={full}; PRAGMA checkpoint_fullfsync={full}"));
        Execute(Invariant($"PRAGMA wal_autocheckpoint={CheckpointPages}"));
        Execute(Invariant($"PRAGMA journal_size_limit={JournalSizeLimit}; PRAGMA temp_store=MEMORY"));
    }

    /// <summary>A statement ready to be bound; dispose it (or call Run or Scalar) when its rows have been read.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out Statement? known)) return known.Begin();
        Check(raw.sqlite3_prepare_v2(_db, sql, out sqlite3_stmt handle));
        Statement statement = new(this, handle);
        _statements.Add(sql, statement);
        return statement.Begin();
    }

    /// <summary>Runs one or several statements without parameters, not kept.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    public void Rollback()
    {
        // What an exception left half bound or half read would be in use for ever.
        foreach (Statement statement in _statements.Values) statement.Dispose();

        // Some errors have ended the transaction already.
        if (InTransaction) Prepare("ROLLBACK").Run();
    }

    public Exception Failure(int code) => Errors.From(_db, code, _path);

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values) statement.Finish();
        _statements.Clear();
        _db.Dispose();
    }

    private static Connection Open(SqliteIndexOptions options, int flags, string? uri = null)
    {
        int code = raw.sqlite3_open_v2(uri ?? options.Path, out sqlite3 db, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        Connection connection = new(db, options.Path);
        if (code == raw.SQLITE_OK) return connection;
        Exception failure = connection.Failure(code);
        connection.Dispose();
        throw failure;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void SetUp(SqliteIndexOptions options, long cache)
    {
        Check(raw.sqlite3_busy_timeout(_db, (int)options.BusyTimeout.TotalMilliseconds));
        Execute(Invariant($"PRAGMA cache_size=-{cache >> 10}; PRAGMA mmap_size={options.MmapSize}"));
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) throw Failure(code);
    }
}
