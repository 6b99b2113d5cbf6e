using System.Buffers;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>
/// The writer's connection and what it keeps in memory for the transaction that is open. Nothing here outlives a rollback: counters are read
/// anew after one, and after another process has written.
/// </summary>
/// <param name="connection">The writer's.</param>
/// <param name="time">Dates the transactions.</param>
/// <param name="blobExists">Whether the storage has a file.</param>
/// <param name="reopen">Opens another connection in the place of one that failed; null: there is no other.</param>
internal sealed class WriteSession(Connection connection, TimeProvider time, Func<Guid, bool> blobExists, Func<Connection>? reopen = null)
    : IDisposable
{
    // A value that differs each time: a page that would not change is not written.
    private const string Overwrite =
        "INSERT INTO properties (name, value) VALUES ('LogOverwrites', 1) ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1";

    private bool _abandoned;
    private Counters _committed;
    private bool _loaded;
    private long _dataVersion;

    public Counters Counters;

    public Connection Connection => connection;

    public Func<Guid, bool> BlobExists => blobExists;

    /// <summary>Time of the transaction, in whole milliseconds.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Hears of each commit.</summary>
    public ChangeSignal Changes { get; } = new();

    public Ancestors Ancestors { get; } = new();

    /// <summary>Room to write a value in; free for the next use as soon as it is bound.</summary>
    public ArrayBufferWriter<byte> Buffer { get; } = new(4096);

    public Statement Prepare(string sql) => connection.Prepare(sql);

    public bool CanReopen => reopen is not null;

    /// <summary>The transaction's COMMIT has begun: how much of it stands in the log where it failed, nobody knows.</summary>
    public bool IsCommitting { get; private set; }

    public void Begin()
    {
        if (_abandoned)
        {
            connection = reopen!();
            _abandoned = false;
        }

        IsCommitting = false;
        connection.Prepare("BEGIN IMMEDIATE").Run();
        Now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

        // Under the lock: it changes when, and only when, another connection has committed.
        long dataVersion = connection.Prepare("PRAGMA data_version").Scalar() ?? 0;
        if (_loaded && dataVersion == _dataVersion) return;
        _dataVersion = dataVersion;
        Ancestors.Clear();
        Counters = _committed = Counters.Read(connection);
        _loaded = true;
    }

    public void Commit()
    {
        Ancestors.Flush(this);
        if (Counters != _committed) Counters.Write(connection);
        IsCommitting = true;
        connection.Prepare("COMMIT").Run();
        IsCommitting = false;
        _committed = Counters;
        Changes.Set(Counters.LastChange);
    }

    /// <summary>
    /// To be called behind a COMMIT that failed and was rolled back. Danger: if only its flush failed, all of it stands in the log, behind what
    /// counts, and a start after a crash takes it for done, though its callers were told that it is not. A small transaction is written over its
    /// beginning; where that one's flush fails, too, its own bytes are the ones that stand there.
    /// </summary>
    public void OverwriteLog()
    {
        Begin();
        if (!HasLog())
        {
            Rollback();
            return;
        }

        connection.Prepare(Overwrite).Run();
        Commit();
    }

    public void Rollback()
    {
        _loaded = false;
        Ancestors.Clear();
        if (!_abandoned) connection.Rollback();
    }

    /// <summary>Closes a connection that cannot roll back, which undoes its transaction; the next <see cref="Begin"/> opens another.</summary>
    public void Abandon()
    {
        connection.Dispose();
        _abandoned = true;
    }

    public ChangeRow Log(ChangeType type, ResourceLevel level, ResourceId id, long key)
    {
        long sequence = ++Counters.LastChange;
        connection.Prepare("INSERT INTO changes (seq, type, level, public_id, resource_key, date, hidden) VALUES (?, ?, ?, ?, ?, ?, ?)")
            .Bind(sequence).Bind((int)type).Bind((int)level).Bind(id).Bind(key).Bind(Now).Bind(type == ChangeType.Deleted ? 1 : 0).Run();
        return new ChangeRow(sequence, type, level, id, LogQueries.ToSecond(Now));
    }

    public void Dispose() => connection.Dispose();

    // With a rollback journal it is the rollback that a start after a crash makes again.
    private bool HasLog()
    {
        using Statement journal = connection.Prepare("PRAGMA journal_mode");
        return journal.Step() && journal.Text(0) == "wal";
    }
}
