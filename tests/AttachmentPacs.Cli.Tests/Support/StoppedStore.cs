using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>The store of a server that was there and has stopped.</summary>
internal sealed class StoppedStore : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    public string Storage => _folder.Combine("storage");

    public string Index => _folder.Combine("index.db");

    /// <summary>Configuration that names it, on a port of nobody.</summary>
    public string[] Arguments => [$"--Storage:Directory={Storage}", $"--Database:Sqlite:Path={Index}", "--Storage:MinimumFreeSpace=0", "--Http:Port=0"];

    /// <summary>One with some instances.</summary>
    public static async Task<StoppedStore> MakeAsync(int instances = 1, bool isClean = true)
    {
        var store = new StoppedStore();
        (ServerOptions options, _, IReadOnlyList<string> problems) = OptionsLoader.Load(store.Arguments);
        Assert.Empty(problems);
        await using Archive archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        await archive.Guard.StartAsync(CancellationToken.None);
        for (int i = 0; i < instances; i++)
        {
            using var file = new MemoryStream(DicomBuilder.Instance($"P{i}").Pixels(new byte[10_000]).ToArray());
            await archive.Ingest.StoreAsync(file, IngestOrigin.Import, CancellationToken.None);
        }

        if (isClean) await archive.Guard.StopAsync();
        return store;
    }

    public void Dispose() => _folder.Dispose();
}
