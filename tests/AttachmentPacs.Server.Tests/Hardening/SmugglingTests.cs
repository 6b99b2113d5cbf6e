using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>
/// Requests whose end a proxy and we could see at different places (RFC 9112 6.1, 6.3, 7.1): refused, and what is hidden behind them is not
/// run. Wrong lengths alone: BrokenUploadTests.
/// </summary>
public class SmugglingTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Theory]
    [InlineData("Content-Length: 6\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 6")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 0")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Content-Length: 6\r\nContent-Length: 0")]
    [InlineData("Content-Length: 6, 6")]
    [InlineData("Content-Length: 0x6")]
    public async Task Request_with_two_ends_is_refused_and_what_it_hides_is_not_run(string headers)
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        Baseline before = await Baseline.OfAsync(server);
        string hidden = $"DELETE /patients/{stored.Patient} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        string reply = await RawConnection.AskAsync(server.Client.Uri, $"POST /instances HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n0\r\n\r\n{hidden}");

        Assert.Matches(@"\AHTTP/1\.1 (400|501) ", reply);
        Assert.Equal(1, reply.Split("HTTP/1.1 ").Length - 1);
        await before.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("-1\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData(" 5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\nhello\n0\n\n")]
    [InlineData("5\r\nhelloXX0\r\n\r\n")]
    [InlineData("5;a=\n\r\nhello\r\n0\r\n\r\n")]
    [InlineData("100000000000000000\r\nhello")]
    [InlineData("\r\n\r\n")]
    public async Task Chunks_of_another_form_are_refused(string body)
    {
        RunningServer server = shared.Server;
        Baseline before = await Baseline.OfAsync(server);

        string reply = await RawConnection.AskAsync(
            server.Client.Uri, $"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{body}");

        Assert.Matches(@"\AHTTP/1\.1 4(00|13) ", reply);
        await before.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Chunk_extensions_count_as_body()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxBodyBytes=100000");
        Baseline before = await Baseline.OfAsync(server);

        string reply = await RawConnection.AskAsync(
            server.Client.Uri,
            $"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5;{new string('a', 200_000)}\r\nhello\r\n0\r\n\r\n");

        Assert.Matches(@"\AHTTP/1\.1 4(00|13) ", reply);
        await before.AssertUnharmedAsync();
    }
}
