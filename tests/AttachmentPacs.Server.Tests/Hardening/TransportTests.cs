using System.Text;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Requests that are wrong before anything of ours reads them: sizes, numbers and slowness of what HTTP itself is made of.</summary>
public class TransportTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private const string End = "Host: x\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData(9_000)]
    [InlineData(1_000_000)]
    public async Task Request_line_above_its_limit_is_414(int length)
    {
        string reply = await AskAsync(shared.Server, $"GET /system?q={new string('a', length)} HTTP/1.1\r\n{End}");

        AssertStatus(reply, 414);
    }

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(101, 1)]
    [InlineData(2_000, 100)]
    public async Task Flood_of_headers_is_431(int count, int length)
    {
        string headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', length)}\r\n"));

        string reply = await AskAsync(shared.Server, $"GET /system HTTP/1.1\r\n{headers}{End}");

        AssertStatus(reply, 431);
    }

    [Fact]
    public async Task Limits_of_request_line_and_headers_can_be_set()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxRequestLineBytes=1024", "Http:MaxHeaderBytes=2048");

        AssertStatus(await AskAsync(server, $"GET /system?q={new string('a', 900)} HTTP/1.1\r\n{End}"), 200);
        AssertStatus(await AskAsync(server, $"GET /system?q={new string('a', 1100)} HTTP/1.1\r\n{End}"), 414);
        AssertStatus(await AskAsync(server, $"GET /system HTTP/1.1\r\nX: {new string('a', 2100)}\r\n{End}"), 431);
    }

    [Fact]
    public void Slow_clients_are_cut_by_a_least_rate()
    {
        var limits = new KestrelServerLimits();

        KestrelLimits.Apply(limits, new HttpOptions { MaxBodyBytes = 7, MaxHeaderBytes = 5000, MaxRequestLineBytes = 3000 });

        Assert.Equal((7, 5000, 3000, 100), (limits.MaxRequestBodySize, limits.MaxRequestHeadersTotalSize, limits.MaxRequestLineSize, limits.MaxRequestHeaderCount));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(130)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
    }

    [Theory]
    [InlineData("GET /system HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /system HTTP/1.1\r\n\r\n")]
    [InlineData("GET /system HTTP/1.1\r\nHost: x\r\nX : y\r\n\r\n")]
    [InlineData("GET /system HTTP/1.1\r\nHost: x\r\nX: y\r\n folded\r\n\r\n")]
    [InlineData("GET /system HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET /system HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET  /system HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /system\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task Request_that_is_no_HTTP_1_1_is_refused_and_its_connection_closed(string request)
    {
        string reply = await AskAsync(shared.Server, request);

        Assert.Matches(@"\A(HTTP/1\.1 (400|505) |\z|[^H])", reply);
        (await shared.Server.Client.GetAsync("/system")).IsOk();
    }

    [Fact]
    public async Task Hundreds_of_idle_and_half_open_connections_keep_nobody_out()
    {
        List<RawConnection> held = [];
        try
        {
            for (int i = 0; i < 200; i++)
            {
                RawConnection connection = await RawConnection.OpenAsync(shared.Server.Client.Uri);
                held.Add(connection);
                if (i % 2 == 0) await connection.SendAsync("GET /system HTTP/1.1\r\nHost: x\r\nX-"u8.ToArray());
            }

            (await shared.Server.Client.GetAsync("/system")).IsOk();
            await shared.Server.StoreAsync(shared.Server.NewInstance());
        }
        finally
        {
            foreach (RawConnection connection in held) connection.Dispose();
        }
    }

    [Fact]
    public async Task Bodies_that_claim_4_GiB_and_send_little_take_no_memory()
    {
        using var folder = new TemporaryFolder();
        await using ChildServer server = await ChildServer.StartAsync(folder.Path);
        await server.Client.StoreAsync(DicomBuilder.Instance("P1").Pixels(new byte[1_000_000]).ToArray());
        string drafts = Path.Combine(folder.Path, "storage", "drafts");
        long before = server.PeakMemory();
        List<RawConnection> held = [];
        for (int i = 0; i < 20; i++)
        {
            RawConnection connection = await RawConnection.OpenAsync(server.Client.Uri);
            held.Add(connection);
            string head = $"POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: {4L << 30}\r\n\r\n";
            await connection.SendAsync([.. Encoding.ASCII.GetBytes(head), .. DicomBuilder.Instance($"H{i}").Pixels(new byte[300_000]).ToArray()[..200_000]]);
        }

        await Eventually.HoldsAsync("all are being received", () => Directory.GetFiles(drafts).Length == held.Count);
        (await server.Client.GetAsync("/system")).IsOk();
        Assert.InRange(server.PeakMemory() - before, 0, 64L << 20);
        foreach (RawConnection connection in held) connection.Reset();
        await Eventually.HoldsAsync("no draft is left", () => Directory.GetFiles(drafts).Length == 0);
        Assert.Single((await server.Client.GetAsync("/instances")).IsOk().Strings);
    }

    private static Task<string> AskAsync(RunningServer server, string request) => RawConnection.AskAsync(server.Client.Uri, request);

    private static void AssertStatus(string reply, int status) => Assert.StartsWith($"HTTP/1.1 {status} ", reply, StringComparison.Ordinal);
}
