using System.Net;
using System.Text;
using AttachmentPacs.Core.Access;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>With users every request needs one.</summary>
public class AuthenticationTests(GuardedServer shared) : IClassFixture<GuardedServer>
{
    private readonly RunningServer _server = shared.Server;

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/system")]
    [InlineData("GET", "/nope")]
    [InlineData("GET", "/instances/x?_method=DELETE")]
    [InlineData("DELETE", "/changes")]
    [InlineData("POST", "/instances")]
    [InlineData("FOO", "/instances")]
    [InlineData("OPTIONS", "/instances")]
    public async Task Request_without_credentials_is_401_with_both_challenges_whatever_is_there(string method, string path)
    {
        Reply reply = (await _server.Client.SendAsync(new HttpMethod(method), path, new ByteArrayContent([]))).IsError(HttpStatusCode.Unauthorized, 29);

        Assert.Equal("Basic realm=\"Orthanc Secure Area\", charset=\"UTF-8\",Bearer realm=\"Orthanc Secure Area\"", reply["WWW-Authenticate"]);
        Assert.Equal("nosniff", reply["X-Content-Type-Options"]);
        Assert.DoesNotContain(reply.Headers.Keys, name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task HEAD_without_credentials_is_401_without_a_body() =>
        Assert.NotNull((await _server.Client.SendAsync(HttpMethod.Head, "/system", null)).IsEmpty(HttpStatusCode.Unauthorized)["WWW-Authenticate"]);

    [Fact]
    public async Task Right_password_is_let_in_again_and_again()
    {
        for (int i = 0; i < 3; i++) (await _server.Client.GetAsync("/system", GuardedServer.As("reader"))).IsOk();
    }

    [Fact]
    public async Task Name_and_password_are_taken_in_UTF8_and_in_Latin_1()
    {
        (await _server.Client.GetAsync("/system", Login.Basic("jürgen", "größe"))).IsOk();
        (await _server.Client.GetAsync("/system", Login.Basic("jürgen", "größe", Encoding.Latin1))).IsOk();
    }

    [Theory]
    [InlineData("reader", "x")]
    [InlineData("reader", "")]
    [InlineData("reader", "r ")]
    [InlineData("READER", "r")]
    [InlineData("nobody", "r")]
    [InlineData("", "")]
    [InlineData("robot", "")]
    public async Task Wrong_name_or_password_is_401_and_does_not_say_which(string name, string password)
    {
        (await _server.Client.GetAsync("/system", GuardedServer.As("reader"))).IsOk();

        Reply reply = (await _server.Client.GetAsync("/system", Login.Basic(name, password))).IsError(HttpStatusCode.Unauthorized, 29);

        Assert.Equal("There is no such user, or the password is wrong", reply.Field("Details"));
        Assert.NotNull(reply["WWW-Authenticate"]);
    }

    [Fact]
    public async Task API_key_is_let_in_and_another_is_not()
    {
        (await _server.Client.GetAsync("/system", Login.Bearer(shared.Key))).IsOk();
        foreach (string wrong in (string[])["", "apacs_", ApiKey.New(), ApiKey.HashOf(shared.Key)])
        {
            (await _server.Client.GetAsync("/system", Login.Bearer(wrong))).IsError(HttpStatusCode.Unauthorized, 29);
        }
    }

    [Fact]
    public async Task Upload_records_its_user()
    {
        byte[] file = _server.NewInstance().ToArray();

        string id = (await _server.Client.PostAsync("/instances", file, Login.Bearer(shared.Key))).IsOk().Field("ID");

        Assert.Equal("robot", (await _server.Client.GetAsync($"/instances/{id}/metadata/HttpUsername", GuardedServer.As("reader"))).IsOk().Text);
    }

    [Theory]
    [InlineData("Content-Length: 1000000000")]
    [InlineData("Content-Length: 1000000000\r\nExpect: 100-continue")]
    [InlineData("Content-Length: 1000000000\r\nAuthorization: Basic cmVhZGVyOnI=")]
    public async Task Upload_that_is_not_let_in_is_answered_before_its_body_and_not_received(string headers)
    {
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n"));

        string reply = await connection.ReadToEndAsync();

        Assert.Matches(@"\AHTTP/1.1 40[13] ", reply);
        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public async Task Body_of_an_upload_that_is_not_let_in_is_not_read_to_its_end_to_keep_the_connection()
    {
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync("POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray());
        await connection.SendAsync("GET /system HTTP/1.1\r\nHost: x\r\nAuthorization: Basic cmVhZGVyOnI=\r\nConnection: close\r\n\r\n"u8.ToArray());

        string reply = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 401 ", reply, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 ", reply, StringComparison.Ordinal);
    }

    // What python-requests 2 sends with auth=("reader", "r"), and what clients send that wait for the 401, on one connection.
    [Theory]
    [InlineData("User-Agent: python-requests/2.32.3\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\nConnection: keep-alive\r\n")]
    [InlineData("accept: */*\r\naccept-encoding: gzip, deflate\r\nconnection: keep-alive\r\nuser-agent: python-httpx/0.27.0\r\n")]
    [InlineData("accept-encoding: gzip, deflate\r\nuser-agent: Python-httplib2/0.22.0 (gzip)\r\n")]
    [InlineData("User-Agent: curl/8.5.0\r\nAccept: */*\r\n")]
    public async Task Clients_of_the_dialect_are_let_in_at_once_or_after_the_401(string headers)
    {
        const string Basic = "Authorization: Basic cmVhZGVyOnI=\r\n";
        string host = $"Host: {_server.Client.Uri.Authority}\r\n";

        string reply = await RawConnection.AskAsync(
            _server.Client.Uri,
            $"GET /instances HTTP/1.1\r\n{host}{headers}\r\nGET /instances HTTP/1.1\r\n{host}{headers}{Basic}\r\nGET /instances HTTP/1.1\r\n{host}{Basic}Connection: close\r\n\r\n");

        Assert.Equal(
            ["401", "200", "200"], System.Text.RegularExpressions.Regex.Matches(reply, @"HTTP/1\.1 (\d{3}) ").Select(match => match.Groups[1].Value));
    }
}
