using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.Core.Configuration;
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
        LocalArchive local = await LocalArchive.OpenAsync(options, TimeProvider.System, notices, default);
        await local.Archive.Index.DisposeAsync();

        await local.DisposeAsync();

        Assert.Contains("A clean stop could not be noted", said.ToString(), StringComparison.Ordinal);
        using StoreLock free = StoreLock.Take(store.Storage);
    }
}
