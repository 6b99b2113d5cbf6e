using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteIndexTests : IndexContract, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<IIndex> OpenAsync() =>
        await SqliteIndex.OpenAsync(new() { Path = _folder.Database, Synchronous = SqliteSynchronous.Off }, Files.Exists, Time, None);
}
