using System.Net;
using System.Security.Cryptography;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Plugins;

/// <summary>The sample, as it was built, in a server of its own.</summary>
public sealed class ChecksumManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PluginsFolder _plugins = new();

    public ChecksumManifestTests() => _plugins.Add("samples/ChecksumManifest");

    [Fact]
    public async Task Manifest_follows_the_instances_of_a_series_across_restarts_and_kills()
    {
        Stored first, second, third;
        await using (ChildServer server = await StartAsync())
        {
            first = await StoreAsync(server, 1);
            second = await StoreAsync(server, 2);
            await ManifestIsAsync(server, first, second);
        }

        await using (ChildServer server = await StartAsync())
        {
            await ManifestIsAsync(server, first, second);
            third = await StoreAsync(server, 3);

            // Whether the plugin has heard of it or not: after the kill it does.
            await server.KillAsync();
        }

        await using (ChildServer server = await StartAsync())
        {
            await ManifestIsAsync(server, first, second, third);
            (await server.Client.DeleteAsync(second.Path)).IsOk();
            await ManifestIsAsync(server, first, third);
            Assert.Equal(0, await server.StopAsync());
        }

        // What happens while the plugin is switched off, it hears of when it is back.
        await using (ChildServer server = await StartAsync("Plugins:Disabled:0=ChecksumManifest"))
        {
            (await server.Client.DeleteAsync(third.Path)).IsOk();
            (await server.Client.DeleteAsync("/changes")).IsOk();
        }

        await using (ChildServer server = await StartAsync()) await ManifestIsAsync(server, first);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _plugins.Dispose();
    }

    private Task<ChildServer> StartAsync(params string[] settings) => ChildServer.StartAsync(_folder.Path, [_plugins.Setting, .. settings]);

    private static Task<Stored> StoreAsync(ChildServer server, int instance) => server.Client.StoreAsync(DicomBuilder.Instance("P1", 1, 1, instance).ToArray());

    private static async Task ManifestIsAsync(ChildServer server, params Stored[] instances)
    {
        List<string> lines = [];
        foreach (Stored instance in instances)
        {
            string uid = (await server.Client.GetAsync(instance.Path)).IsOk().Json.GetProperty("MainDicomTags").GetProperty("SOPInstanceUID").GetString()!;
            lines.Add($"{Convert.ToHexStringLower(SHA256.HashData(instance.File))}  {uid}\n");
        }

        lines.Sort(StringComparer.Ordinal);
        string expected = string.Concat(lines);
        await Eventually.HoldsAsync($"the manifest is {expected}", async () =>
        {
            Reply reply = await server.Client.GetAsync($"/series/{instances[0].Series}/attachments/checksum-manifest/data");
            if (reply.Status == HttpStatusCode.NotFound) return false;
            return reply.IsOk().Text == expected;
        });
    }
}
