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
    public async Task Inspect_after_a_kill_in_the_middle_of_a_write_says_what_to_do_and_calls_nothing_damaged()
    {
        await MakeAsync();
        SqliteIndexOptions left = Options with { Path = Path.Combine(_folder.Path, "left.db") };
        using (Connection writer = Connection.OpenWriter(Options))
        {
            writer.Execute("PRAGMA synchronous=OFF; BEGIN IMMEDIATE; CREATE TABLE written (half INTEGER)");
            File.Copy(Options.Path, left.Path);
            File.Copy(Options.Path + "-journal", left.Path + "-journal");
        }

        var e = Assert.Throws<IndexUnavailableException>(() => IndexInspector.Inspect(left, InspectionDepth.Full));

        Assert.Contains("Start the server", e.Message, StringComparison.Ordinal);
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
