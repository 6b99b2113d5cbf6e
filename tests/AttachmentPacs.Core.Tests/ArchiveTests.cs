using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Core.Tests;

public sealed class ArchiveTests
{
    [Fact]
    public async Task Open_index_that_cannot_be_used_gives_the_store_free()
    {
        using var folder = new TemporaryFolder();
        string index = folder.Combine("index.db");
        await File.WriteAllTextAsync(index, new string('x', 4096));
        var options = new ServerOptions();
        options.Storage.Directory = folder.Combine("storage");
        options.Database.Sqlite.Path = index;

        await Assert.ThrowsAsync<IndexUnusableException>(() => Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance));

        using StoreLock taken = StoreLock.Take(options.Storage.Directory);
    }
}
