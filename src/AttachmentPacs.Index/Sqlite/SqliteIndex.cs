namespace AttachmentPacs.Index.Sqlite;

/// <summary>The index in a SQLite database: one writer with group commit, and as many readers as ask at the same time.</summary>
public sealed partial class SqliteIndex : IIndex
{
    private readonly WriteQueue _writer;
    private readonly ReaderPool _readers;
    private readonly CollectorLock _collector;
    private readonly ChangeSignal _changes;

    private SqliteIndex(WriteSession session, SqliteIndexOptions options, int schemaVersion)
    {
        SchemaVersion = schemaVersion;
        _changes = session.Changes;
        _writer = new WriteQueue(session);
        _readers = new ReaderPool(options);
        _collector = new CollectorLock(options.Path);
    }

    /// <inheritdoc/>
    public int SchemaVersion { get; }

    /// <summary>Transactions committed since the start: with several callers at once, fewer than the changes they made.</summary>
    public long Transactions => _writer.Transactions;

    /// <summary>
    /// Opens the database, creates it if absent, and brings it forward to this program's schema. <paramref name="blobExists"/> tells whether the
    /// storage has the file of a blob; it is asked inside transactions. Throws <see cref="IndexUnusableException"/> if the file is not an index,
    /// newer than this program, or damaged, <see cref="IndexUnavailableException"/> if it cannot be reached, and
    /// <see cref="ArgumentException"/> for options out of range.
    /// </summary>
    public static Task<SqliteIndex> OpenAsync(
        SqliteIndexOptions options, Func<Guid, bool> blobExists, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(blobExists);
        ArgumentNullException.ThrowIfNull(time);
        return Task.Run(() => Open(options, blobExists, time, Migrations.All), cancellationToken);
    }

    /// <summary>Takes no more calls, does what waits, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        _changes.Close();

        // The writer's connection after the readers': the last one to close tidies the write-ahead log away.
        _readers.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
        _collector.Dispose();
    }

    internal static SqliteIndex Open(
        SqliteIndexOptions options, Func<Guid, bool> blobExists, TimeProvider time, IReadOnlyList<Migration> migrations)
    {
        options.Validate();
        Library.EnsureLoaded();
        DatabaseFile.Prepare(options.Path);
        Connection connection = Connection.OpenWriter(options);
        try
        {
            Migrations.Recognize(connection, migrations, options.Path);
            connection.SetUpJournal(options);
            int version = Migrations.Apply(connection, migrations, time, options.Path);
            connection.Execute(DeleteCommand.CreateScratch);
            WriteSession session = new(connection, time, blobExists, () => Reopen(options, migrations));
            session.Changes.Set(Counters.Read(connection).LastChange);
            return new SqliteIndex(session, options, version);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static Connection Reopen(SqliteIndexOptions options, IReadOnlyList<Migration> migrations)
    {
        Connection connection = Connection.OpenWriter(options);
        try
        {
            Migrations.Recognize(connection, migrations, options.Path);
            connection.SetUpJournal(options);
            connection.Execute(DeleteCommand.CreateScratch);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
