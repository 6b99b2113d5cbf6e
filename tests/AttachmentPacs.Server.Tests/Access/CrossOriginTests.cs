using System.Net;
using System.Text;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>A browser sends the credentials it knows with every request, also with those of a stranger's page (ZSL-2016-5379): they do not open the door.</summary>
public class CrossOriginTests(GuardedServer shared) : IClassFixture<GuardedServer>
{
    private static readonly (string, string) Browser = ("User-Agent", "Mozilla/5.0");

    private readonly RunningServer _server = shared.Server;

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Write_from_a_strangers_page_is_refused_with_the_right_credentials(string header, string value)
    {
        foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Delete, "/exports"), (HttpMethod.Get, "/exports?_method=DELETE"), (HttpMethod.Post, "/instances")])
        {
            Reply reply = await _server.Client.SendAsync(method, path, method == HttpMethod.Post ? new StringContent("x") : null, GuardedServer.As("admin"), Browser, (header, value));

            reply.IsError(HttpStatusCode.Forbidden, 45);
            Assert.DoesNotContain(reply.Headers.Keys, name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Flood_of_a_strangers_page_does_not_flood_the_log_and_writes_no_control_characters()
    {
        using var log = new LogLines();
        await using RunningServer server = await RunningServer.StartAsync(log, [.. Login.User("reader", "r", "Read"), "Logging:LogLevel:AttachmentPacs=Warning"]);
        byte[] one = Encoding.ASCII.GetBytes($"DELETE /exports HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil\u001b[2J{new string('x', 2000)}\r\n\r\n");
        string last = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        using RawConnection connection = await RawConnection.OpenAsync(server.Client.Uri);
        await connection.SendAsync([.. Enumerable.Repeat(one, RefusalLog.MostLines + 50).SelectMany(each => each), .. Encoding.ASCII.GetBytes(last)]);

        string answers = await connection.ReadToEndAsync();

        Assert.Equal(RefusalLog.MostLines + 50, answers.Split("HTTP/1.1 403").Length - 1);
        Assert.Equal(RefusalLog.MostLines, log.Of(2006).Length);
        Assert.All(log.Of(2006), line => Assert.InRange(line.Length, 1, 1000));
        Assert.DoesNotContain(log.Of(2006), line => line.Any(char.IsControl));
    }

    [Fact]
    public async Task Image_whose_address_holds_a_method_is_refused_with_the_right_credentials() =>
        (await _server.Client.GetAsync("/exports?_method=DELETE", GuardedServer.As("admin"), Browser)).IsError(HttpStatusCode.Forbidden, 45);

    [Fact]
    public async Task Reading_from_a_strangers_page_gets_no_permission_to_see_the_answer()
    {
        Reply reply = (await _server.Client.GetAsync("/system", GuardedServer.As("reader"), Browser, ("Origin", "http://evil.example"))).IsOk();

        Assert.DoesNotContain(reply.Headers.Keys, name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("node", "*", "cors")]
    [InlineData("Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1.19041.4648", null, null)]
    public async Task Client_that_only_looks_like_a_browser_may_use_any_host_name(string agent, string? language, string? mode)
    {
        List<(string, string)> headers = [GuardedServer.As("reader"), ("Host", "orthanc"), ("User-Agent", agent)];
        if (language is not null) headers.Add(("Accept-Language", language));
        if (mode is not null) headers.Add(("Sec-Fetch-Mode", mode));

        (await _server.Client.GetAsync("/system", [.. headers])).IsOk();
    }

    [Theory]
    [InlineData("Accept-Language", "*")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    public async Task Page_that_hides_its_browser_is_refused_at_a_strangers_host_name(string header, string value) =>
        (await _server.Client.GetAsync("/system", GuardedServer.As("reader"), ("Host", "evil.example"), ("Accept-Language", "*"), (header, value)))
            .IsError(HttpStatusCode.Forbidden, 45);

    [Fact]
    public async Task Host_name_of_a_stranger_is_refused_with_the_right_credentials() =>
        (await _server.Client.GetAsync("/system", GuardedServer.As("reader"), Browser, ("Host", "evil.example"))).IsError(HttpStatusCode.Forbidden, 45);
}
