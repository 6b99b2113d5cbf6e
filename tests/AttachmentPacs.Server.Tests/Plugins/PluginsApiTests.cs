using System.Net;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Tests.OpenApi;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AttachmentPacs.Server.Tests.Plugins;

/// <summary>What the API tells of plugins, and a start that they prevent.</summary>
public class PluginsApiTests
{
    [Fact]
    public async Task Plugins_are_listed_and_described_and_their_names_known()
    {
        using var plugins = new PluginsFolder();
        plugins.Add("samples/ChecksumManifest");
        plugins.Add("tests/plugins/Misbehaving");
        await using RunningServer server = await RunningServer.StartAsync(plugins.Setting);
        Stored stored = await server.StoreAsync(server.NewInstance());

        Assert.Equal(["ChecksumManifest", "Misbehaving"], (await server.Client.GetAsync("/plugins")).IsOk().Strings);
        DescribedApi api = await DescribedApi.ReadAsync(server);
        Reply sample = api.Check("GET", "/plugins/ChecksumManifest", await server.Client.GetAsync("/plugins/ChecksumManifest")).IsOk();
        Assert.Equal(["Description", "ExtendsOrthancExplorer", "ID", "IsSuspended", "Version"], sample.Keys);
        Assert.Equal("ChecksumManifest", sample.Field("ID"));
        (await server.Client.GetAsync("/plugins/checksums")).IsEmpty(HttpStatusCode.NotFound);
        Assert.Equal("application/javascript", (await server.Client.GetAsync("/plugins/explorer.js")).IsEmpty(HttpStatusCode.OK).ContentType);

        Reply system = (await server.Client.GetAsync("/system")).IsOk();
        Assert.True(system.Json.GetProperty("PluginsEnabled").GetBoolean());
        Assert.Equal(1100, system.Json.GetProperty("UserMetadata").GetProperty("noted").GetInt32());
        (await server.Client.PutAsync($"{stored.Path}/metadata/noted", "x")).IsOk();
        (await server.Client.PutAsync($"{stored.Path}/attachments/checksum-manifest", "x")).IsOk();
        Assert.StartsWith("text/plain", (await server.Client.GetAsync($"{stored.Path}/attachments/1100/data")).IsOk().ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugins_start_right_after_the_store_and_before_every_door()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string[] order = [.. server.Services.GetServices<IHostedService>().Select(service => service.GetType().Name)];

        Assert.Equal(Array.IndexOf(order, nameof(MaintenanceService)) + 1, Array.IndexOf(order, nameof(PluginService)));
        Assert.InRange(Array.IndexOf(order, "GenericWebHostService"), Array.IndexOf(order, nameof(PluginService)) + 1, order.Length);
    }

    [Theory]
    [InlineData("throw", "UnshowableException, which cannot be shown because of InvalidOperationException")]
    [InlineData("block", "it has not started within 00:00:02 (Plugins:BackgroundTimeout)")]
    [InlineData("write1", "ArgumentException: Attachment 1 cannot be written by a plugin: its own have the numbers 1024 to 65535")]
    public async Task Plugin_that_does_not_start_prevents_the_start_of_the_server(string behaviour, string problem)
    {
        using var folder = new TemporaryFolder();
        using var plugins = new PluginsFolder();
        string file = Path.Combine(plugins.Add("tests/plugins/Misbehaving"), "Misbehaving.dll");

        (int code, string error) = await ChildServer.FailAsync(
            folder.Path, plugins.Setting, $"Plugins:Settings:Misbehaving:Start={behaviour}", $"Plugins:BackgroundTimeout={(behaviour == "block" ? "00:00:02" : "00:01:00")}");

        Assert.Equal(1, code);
        Assert.Equal(
            $"AttachmentPacs does not start: Plugin Misbehaving ({file}) does not start: {problem}. Correct it, or name it in Plugins:Disabled\n", error);
        await using ChildServer without = await ChildServer.StartAsync(folder.Path, plugins.Setting, "Plugins:Disabled:0=Misbehaving");
        Assert.Empty((await without.Client.GetAsync("/plugins")).IsOk().Strings);
    }

    [Fact]
    public async Task Plugin_that_will_not_end_does_not_make_the_stop_an_unclean_one()
    {
        using var folder = new TemporaryFolder();
        using var plugins = new PluginsFolder();
        plugins.Add("tests/plugins/Misbehaving");
        string[] settings = [plugins.Setting, MisbehavingScene.Timeout, "Plugins:Settings:Misbehaving:Stop=block", "Plugins:Settings:Misbehaving:Change=block"];
        Stored stored;
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path, settings))
        {
            stored = await server.Client.StoreAsync(DicomBuilder.Instance("P1").ToArray());
            Assert.Equal(0, await server.StopAsync());
            Assert.Contains("was left behind by the stop", await server.LogAsync(), StringComparison.Ordinal);
        }

        await using ChildServer again = await ChildServer.StartAsync(folder.Path);
        Assert.Equal(stored.File, (await again.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
        Assert.Equal(0, await again.StopAsync());
        Assert.DoesNotContain("[1007]", await again.LogAsync(), StringComparison.Ordinal);
    }
}
