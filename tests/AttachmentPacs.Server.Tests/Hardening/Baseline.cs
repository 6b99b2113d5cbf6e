using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>What a server holds before an attack: it must hold the same after it, and serve on.</summary>
internal sealed class Baseline
{
    private readonly RunningServer _server;
    private readonly string _statistics;
    private readonly string[] _blobs;
    private readonly string[] _files;

    private Baseline(RunningServer server, string statistics)
    {
        _server = server;
        _statistics = statistics;
        _blobs = server.Blobs();
        _files = Files(server);
    }

    public static async Task<Baseline> OfAsync(RunningServer server) => new(server, (await server.Client.GetAsync("/statistics")).IsOk().Text);

    /// <summary>No row, no blob, no draft and no other file has come or gone.</summary>
    public async Task AssertUnharmedAsync()
    {
        await Eventually.HoldsAsync("no draft is left", () => _server.Drafts().Length == 0);
        Assert.Equal(_statistics, (await _server.Client.GetAsync("/statistics")).IsOk().Text);
        Assert.Equal(_blobs.Order(StringComparer.Ordinal), _server.Blobs().Order(StringComparer.Ordinal));
        Assert.Equal(_files, Files(_server));
        (await _server.Client.GetAsync("/system")).IsOk();
    }

    // Beside and above the storage: where a path that breaks out would write. SQLite's own files come and go.
    private static string[] Files(RunningServer server) =>
        [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(server.Storage)!)
            .Where(file => !Path.GetFileName(file).StartsWith("index.db-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
