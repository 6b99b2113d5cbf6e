using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Index.Tests.Sqlite;

public sealed class IndexInspectorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private SqliteIndexOptions Options =>
        new() { Path = _folder.Database, JournalMode = SqliteJournalMode.Delete, Synchronous = SqliteSynchronous.Off, BusyTimeout = TimeSpan.FromMilliseconds(1) };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Inspect_rollback_journal_in_the_middle_of_a_write_waits_for_its_end()
    {
        await MakeAsync();
        using (Connection writer = Connection.OpenWriter(Options))
        {
            writer.Execute("BEGIN EXCLUSIVE");
            Assert.Throws<IndexUnavailableException>(() => IndexInspector.Inspect(Options, InspectionDepth.Quick));
            writer.Execute("COMMIT");
        }

        Assert.Empty(IndexInspector.Inspect(Options, InspectionDepth.Quick).Damage);
    }

    [Fact]
    public async Task Inspect_rollback_journal_makes_no_file()
    {
        await MakeAsync();

        IndexInspection index = IndexInspector.Inspect(Options, InspectionDepth.Full);

        Assert.Equal("delete", index.JournalMode);
        Assert.Equal([_folder.Database], Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!));
    }

    private async Task MakeAsync() => await (await SqliteIndex.OpenAsync(Options, _ => true, TimeProvider.System, CancellationToken.None)).DisposeAsync();
}
