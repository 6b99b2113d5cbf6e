using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Core.Configuration;

/// <summary>Kinds of index databases.</summary>
public enum DatabaseType
{
    Sqlite,
    PostgreSql,
}

/// <summary>The index database.</summary>
public sealed class DatabaseOptions
{
    public DatabaseType Type { get; set; } = DatabaseType.Sqlite;

    public SqliteOptions Sqlite { get; set; } = new();

    public PostgreSqlOptions PostgreSql { get; set; } = new();
}

/// <summary>The embedded index.</summary>
public sealed class SqliteOptions
{
    public string Path { get; set; } = "data/index.db";

    public SqliteJournalMode JournalMode { get; set; } = SqliteJournalMode.Wal;

    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Bytes.</summary>
    public long CacheSize { get; set; } = 64L << 20;

    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes; 0 for none.</summary>
    public long MmapSize { get; set; }

    public SqliteIndexOptions ToIndexOptions() => new()
    {
        Path = Path, JournalMode = JournalMode, Synchronous = Synchronous, CacheSize = CacheSize, BusyTimeout = BusyTimeout, MmapSize = MmapSize,
    };
}

/// <summary>The index on a server.</summary>
public sealed class PostgreSqlOptions
{
    public string Host { get; set; } = "localhost";

    public int Port { get; set; } = 5432;

    public string Database { get; set; } = "attachmentpacs";

    public string Username { get; set; } = "attachmentpacs";

    public string Password { get; set; } = "";

    public string SslMode { get; set; } = "Prefer";

    public TimeSpan ConnectionTimeout { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int MinPoolSize { get; set; }

    public int MaxPoolSize { get; set; } = 32;

    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    public List<ReplicaOptions> Replicas { get; set; } = [];
}

/// <summary>A read-only copy of the database.</summary>
public sealed class ReplicaOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; } = 5432;
}
