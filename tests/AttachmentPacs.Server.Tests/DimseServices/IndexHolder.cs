using AttachmentPacs.Server.Tests.Support;
using SQLitePCL;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>Another program that writes to a server's index, and does not come to an end.</summary>
internal sealed class IndexHolder : IDisposable
{
    private readonly sqlite3 _database;

    public IndexHolder(RunningServer server)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(Path.Combine(Path.GetDirectoryName(server.Storage)!, "index.db"), out _database));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_busy_timeout(_database, 10_000));
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(_database, "BEGIN IMMEDIATE"));
    }

    public void Dispose() => _database.Dispose();
}
