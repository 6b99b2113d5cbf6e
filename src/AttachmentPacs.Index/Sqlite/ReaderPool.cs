using System.Collections.Concurrent;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Read-only connections with their prepared statements. Each question has one to itself, and sees one snapshot.</summary>
internal sealed class ReaderPool(SqliteIndexOptions options) : IDisposable
{
    private static readonly int MaximumIdle = Math.Max(8, Environment.ProcessorCount * 2);

    private readonly ConcurrentBag<Connection> _idle = [];
    private volatile bool _closed;

    public T Read<T>(Func<Connection, T> question)
    {
        if (_closed) throw new ObjectDisposedException("index", "The index is closed: the server is stopping.");
        if (!_idle.TryTake(out Connection? connection)) connection = Connection.OpenReader(options);
        try
        {
            connection.Prepare("BEGIN").Run();
            T answer = question(connection);
            connection.Prepare("COMMIT").Run();
            Return(connection);
            return answer;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out Connection? connection)) connection.Dispose();
    }

    private void Return(Connection connection)
    {
        if (!_closed && _idle.Count < MaximumIdle) _idle.Add(connection);
        else connection.Dispose();

        // The pool may have been closed between the look and the return.
        if (_closed) Dispose();
    }
}
