using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Core.Tests.Plugins;

/// <summary>The start of all plugins.</summary>
public sealed class PluginSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PluginsFolder _plugins = new();

    [Fact]
    public async Task Place_in_the_change_log_is_kept_for_who_is_there_or_disabled_and_forgotten_for_who_is_gone()
    {
        _plugins.Add("samples/ChecksumManifest");
        var options = new ServerOptions
        {
            Storage = { Directory = _folder.Combine("storage"), MinimumFreeSpace = 0 }, Database = { Sqlite = { Path = _folder.Combine("index.db") } },
            Plugins = { Directory = _plugins.Path },
        };
        await using Archive archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        foreach (string consumer in (string[])["plugin:Gone", "plugin:ChecksumManifest", "other"]) await archive.Index.OpenConsumerAsync(consumer, true, default);

        Assert.Equal(["other", "plugin:ChecksumManifest"], await ConsumersAfterStartAsync());
        options.Plugins.Disabled.Add("ChecksumManifest");
        Assert.Equal(["other", "plugin:ChecksumManifest"], await ConsumersAfterStartAsync());
        (options.Plugins.Directory, options.Plugins.Disabled) = ("", []);
        Assert.Equal(["other"], await ConsumersAfterStartAsync());

        async Task<IEnumerable<string>> ConsumersAfterStartAsync()
        {
            PluginSet set = PluginSet.Load(options, TimeProvider.System);
            await set.StartAsync(archive, NullLoggerFactory.Instance, default);
            await set.StopAsync(default);
            return (await archive.Changes.ConsumersAsync(default)).Keys.Order(StringComparer.Ordinal);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _plugins.Dispose();
    }
}
