using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Health;
using AttachmentPacs.Server.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace AttachmentPacs.Server.Tests.Health;

/// <summary>The routes by which others learn whether this server may be sent requests.</summary>
public class HealthTests
{
    [Fact]
    public async Task Ready_server_says_so_part_by_part_and_leaves_no_file()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Reply reply = (await server.Client.GetAsync("/health/ready")).IsOk();

        Assert.Equal("ready", reply.Field("Status"));
        Assert.Equal(
            ["server=ok", "index-read=ok", "index-write=ok", "storage=ok", "free-space=ok"],
            reply.Json.GetProperty("Parts").EnumerateObject().Select(part => $"{part.Name}={part.Value}"));
        Assert.Equal("no-store", reply["Cache-Control"]);
        Assert.Empty(server.Drafts());
        Assert.Empty(server.Blobs());
    }

    [Fact]
    public async Task Live_is_200_with_and_without_a_store()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("live", (await server.Client.GetAsync("/health/live")).IsOk().Field("Status"));
        (await server.Client.SendAsync(HttpMethod.Head, "/health/live", null)).IsEmpty(HttpStatusCode.OK);
        Directory.Move(server.Storage, server.Storage + ".away");
        Assert.Equal("live", (await server.Client.GetAsync("/health/live")).IsOk().Field("Status"));
        Directory.Move(server.Storage + ".away", server.Storage);
    }

    [Fact]
    public async Task Store_taken_away_is_503_until_it_is_back()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Directory.Move(server.Storage, server.Storage + ".away");
        Reply away = (await server.Client.GetAsync("/health/ready")).Is(HttpStatusCode.ServiceUnavailable);
        Directory.Move(server.Storage + ".away", server.Storage);

        Assert.Equal("not ready", away.Field("Status"));
        Assert.Equal("ok", away.Json.GetProperty("Parts").GetProperty("index-write").GetString());
        Assert.Contains("was taken away or unmounted", away.Json.GetProperty("Parts").GetProperty("storage").GetString(), StringComparison.Ordinal);
        (await server.Client.GetAsync("/health/ready")).IsOk();
    }

    [Fact]
    public async Task Less_free_space_than_the_floor_is_503()
    {
        await using RunningServer server = await RunningServer.StartAsync($"Storage:MinimumFreeSpace={1L << 60}");
        Reply full = (await server.Client.GetAsync("/health/ready")).Is(HttpStatusCode.ServiceUnavailable);

        Assert.Contains("Storage:MinimumFreeSpace", full.Json.GetProperty("Parts").GetProperty("free-space").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stranger_learns_no_more_than_the_status_where_there_are_users()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:Users:ann:Password=secret", "Http:Users:ann:Roles:0=Read");
        Directory.Move(server.Storage, server.Storage + ".away");
        Reply away = (await server.Client.GetAsync("/health/ready")).Is(HttpStatusCode.ServiceUnavailable);
        Directory.Move(server.Storage + ".away", server.Storage);

        Assert.Equal(["Status"], away.Keys);
        Assert.Equal("not ready", away.Field("Status"));
    }

    [Fact]
    public async Task Server_that_has_not_started_or_is_stopping_is_not_ready()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var lifetime = new Lifetime();
        var options = new ServerOptions { Storage = { Directory = server.Storage, MinimumFreeSpace = 0 } };
        var probe = new HealthProbe(server.Archive, options, TimeProvider.System, lifetime);

        HealthReport starting = await probe.CheckAsync(default);
        lifetime.Start();
        HealthReport started = await probe.CheckAsync(default);
        lifetime.StopApplication();
        HealthReport stopping = await probe.CheckAsync(default);

        Assert.Equal([false, true, false], [starting.IsReady, started.IsReady, stopping.IsReady]);
        Assert.Equal(("has not started yet", "is stopping"), (starting.Parts[0].Problem, stopping.Parts[0].Problem));
        Assert.Equal(new PartState("index-read", null), await probe.CheckIndexAsync(HealthProbe.Patience, default));
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _started = new();
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => _started.Token;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => default;

        public void Start() => _started.Cancel();

        public void StopApplication() => _stopping.Cancel();

        public void Dispose()
        {
            _started.Dispose();
            _stopping.Dispose();
        }
    }
}
