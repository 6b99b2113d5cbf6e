using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Storage.FileSystem;

namespace AttachmentPacs.Cli.Tests.Archives;

public sealed class LocalArchiveTests
{
    [Fact]
    public async Task Close_clean_stop_cannot_be_noted_is_told_and_the_store_is_given_free()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        (ServerOptions options, _, _) = OptionsLoader.Load(store.Arguments);
        using var said = new StringWriter();
        using var notices = new Notices(said);
        LocalArchive local = await LocalArchive.OpenAsync(options, TimeProvider.System, notices, isToWrite: true, default);
        await local.Archive.Index.DisposeAsync();

        await local.DisposeAsync();

        Assert.Contains("A clean stop could not be noted", said.ToString(), StringComparison.Ordinal);
        using StoreLock free = StoreLock.Take(store.Storage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_that_no_row_names_goes_after_an_unclean_stop_when_a_run_that_writes_ends_and_stays_where_one_reads(bool isToWrite)
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        (ServerOptions options, _, _) = OptionsLoader.Load(store.Arguments);
        using var notices = new Notices(TextWriter.Null);
        await using (LocalArchive killed = await LocalArchive.OpenAsync(options, TimeProvider.System, notices, isToWrite: true, default))
        {
            await killed.Archive.Index.SetPropertyAsync(StoreGuard.CleanStop, "0", default);
            await killed.Archive.Index.DisposeAsync();
        }

        string orphan = Path.Combine(store.Storage, "ab", "cd", "abcd0123-4567-4abc-8def-0123456789ab");
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllBytesAsync(orphan, [1, 2, 3]);

        await (await LocalArchive.OpenAsync(options, TimeProvider.System, notices, isToWrite, default)).DisposeAsync();

        Assert.Equal(!isToWrite, File.Exists(orphan));
        IndexInspection index = IndexInspector.Inspect(new SqliteIndexOptions { Path = store.Index }, InspectionDepth.Head, StoreGuard.CleanStop);
        Assert.Equal(isToWrite ? "1" : "0", index.Properties[StoreGuard.CleanStop]);
    }
}
