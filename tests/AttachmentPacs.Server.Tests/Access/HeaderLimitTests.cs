using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Request lines and headers are bounded as configured.</summary>
public class HeaderLimitTests
{
    [Fact]
    public async Task Longer_request_lines_and_headers_than_configured_are_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxRequestLineBytes=1024", "Http:MaxHeaderBytes=2048");

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(server, 900, 1900), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await AskAsync(server, 1100, 1), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431 ", await AskAsync(server, 1, 2100), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_above_the_buffer_of_the_web_server_are_served()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxRequestLineBytes=3000000", "Http:MaxHeaderBytes=3000000");

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(server, 2_000_000, 2_000_000), StringComparison.Ordinal);
    }

    private static Task<string> AskAsync(RunningServer server, int query, int header) => RawConnection.AskAsync(
        server.Client.Uri, $"GET /system?{new string('q', query)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: {new string('h', header)}\r\n\r\n");
}
