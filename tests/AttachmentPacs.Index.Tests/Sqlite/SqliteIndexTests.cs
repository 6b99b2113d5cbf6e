using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteIndexTests : IndexContract
{
    private readonly TempFolder _folder = new();

    protected override async Task<IIndex> OpenAsync() =>
        await SqliteIndex.OpenAsync(new() { Path = _folder.Database, Synchronous = SqliteSynchronous.Off }, Files.Exists, Time, None);

    protected override Task CleanUpAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
