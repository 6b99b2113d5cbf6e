namespace AttachmentPacs.Index.Sqlite;

/// <summary>How SQLite keeps its journal (PRAGMA journal_mode).</summary>
public enum SqliteJournalMode
{
    /// <summary>Write-ahead log: readers never wait for the writer.</summary>
    Wal,

    /// <summary>Rollback journal, for file systems without shared memory: readers wait while a transaction is committed.</summary>
    Delete,
}

/// <summary>When SQLite flushes to the medium (PRAGMA synchronous).</summary>
public enum SqliteSynchronous
{
    /// <summary>Never: a power loss may damage the database. For tests and imports that can be repeated.</summary>
    Off,

    /// <summary>At checkpoints: a power loss may take back the last acknowledged commits.</summary>
    Normal,

    /// <summary>At each commit: what was acknowledged survives a power loss.</summary>
    Full,

    /// <summary>As <see cref="Full"/>, and the folder after a rollback journal is removed.</summary>
    Extra,
}

/// <summary>Where the SQLite index is, and how it is run (configuration <c>Database:Sqlite</c>).</summary>
public sealed record SqliteIndexOptions
{
    /// <summary>The database file; it and its folder are created if absent (0640, 0750).</summary>
    public required string Path { get; init; }

    /// <summary>The kind of journal.</summary>
    public SqliteJournalMode JournalMode { get; init; } = SqliteJournalMode.Wal;

    /// <summary>When to flush.</summary>
    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Full;

    /// <summary>Page cache of the writer, in bytes, 1 MiB or more; each reader has a sixteenth of it.</summary>
    public long CacheSize { get; init; } = 64L << 20;

    /// <summary>How long to wait for another process that is writing; up to 1 hour.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How much of the file to map into memory, in bytes; 0: nothing.</summary>
    public long MmapSize { get; init; }

    /// <summary>Throws one <see cref="ArgumentException"/> that names every value that is out of range.</summary>
    public void Validate()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(Path)) problems.Add("Path is empty: name the database file, as in data/index.db.");
        if (!Enum.IsDefined(JournalMode)) problems.Add($"JournalMode is {JournalMode}: it must be Wal or Delete.");
        if (!Enum.IsDefined(Synchronous)) problems.Add($"Synchronous is {Synchronous}: it must be Off, Normal, Full or Extra.");
        if (CacheSize < 1 << 20) problems.Add($"CacheSize is {CacheSize} bytes: it must be 1048576 (1 MiB) or more.");
        if (BusyTimeout <= TimeSpan.Zero || BusyTimeout > TimeSpan.FromHours(1))
            problems.Add($"BusyTimeout is {BusyTimeout}: it must be above 0 and at most 01:00:00.");
        if (MmapSize < 0) problems.Add($"MmapSize is {MmapSize} bytes: it must be 0 or more.");
        if (problems.Count > 0) throw new ArgumentException("Database:Sqlite cannot be used. " + string.Join(" ", problems));
    }
}
