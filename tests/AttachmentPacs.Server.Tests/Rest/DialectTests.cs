using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Rules of every route (contract 1.1 and 1.22, design D9).</summary>
public class DialectTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task JSON_is_styled_sorted_and_forbids_sniffing()
    {
        Reply reply = (await _server.Client.GetAsync("/statistics")).IsOk();

        Assert.Equal(("application/json; charset=utf-8", "nosniff"), (reply.ContentType, reply["X-Content-Type-Options"]));
        Assert.StartsWith("{\n   \"CountInstances\"", reply.Text, StringComparison.Ordinal);
        Assert.Equal(reply.Keys.Order(StringComparer.Ordinal), reply.Keys);
        Assert.Null(reply["Server"]);
    }

    [Fact]
    public async Task Unknown_URI_is_404_with_the_error_object()
    {
        Reply reply = (await _server.Client.GetAsync("/nope//here/")).IsError(HttpStatusCode.NotFound, 17);

        Assert.Equal(["HttpError", "HttpStatus", "Message", "Method", "OrthancError", "OrthancStatus", "Uri"], reply.Keys);
        Assert.Equal(("Not Found", "GET", "/nope//here/", "Unknown resource"), (reply.Field("HttpError"), reply.Field("Method"), reply.Field("Uri"), reply.Field("Message")));
        Assert.Equal(("application/json; charset=utf-8", "nosniff"), (reply.ContentType, reply["X-Content-Type-Options"]));
    }

    [Theory]
    [InlineData("PUT", "/patients", "GET")]
    [InlineData("DELETE", "/instances", "GET,POST")]
    [InlineData("POST", "/patients/x", "GET,DELETE")]
    [InlineData("POST", "/instances/x/attachments/1024", "GET,PUT,DELETE")]
    [InlineData("GET", "/instances/x/attachments/dicom/compress", "POST")]
    [InlineData("PATCH", "/patients", "GET")]
    [InlineData("FOO", "/changes", "GET,DELETE")]
    public async Task Verb_that_is_not_served_is_405_with_those_that_are(string verb, string path, string allowed)
    {
        string reply = await RawConnection.AskAsync(
            _server.Client.Uri, $"{verb} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 405 ", reply, StringComparison.Ordinal);
        Assert.Contains($"\r\nAllow: {allowed}\r\n", reply, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_is_GET_without_a_body()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        foreach (string path in (string[])["/statistics", stored.Path, $"{stored.Path}/file", $"{stored.Attachment("dicom")}/info", $"{stored.Path}/tags", $"{stored.Path}/content/7fe0-0010/0"])
        {
            Reply get = (await _server.Client.GetAsync(path)).IsOk();
            Reply head = (await _server.Client.SendAsync(HttpMethod.Head, path, null)).IsEmpty(HttpStatusCode.OK);
            Assert.Equal((get["Content-Length"], get.ContentType, get.ETag), (head["Content-Length"], head.ContentType, head.ETag));
        }

        (await _server.Client.SendAsync(HttpMethod.Head, "/nope", null)).IsEmpty(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Repeated_and_trailing_slashes_mean_nothing()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        foreach (string path in (string[])["//instances", "/instances/", "/instances//", $"//instances//{stored.Id}/", $"{stored.Path}/attachments/dicom//data", $"{stored.Path}//tags/", "///changes"])
        {
            (await _server.Client.GetAsync(path)).IsOk();
        }
    }

    [Fact]
    public async Task Method_can_be_given_in_a_header_or_on_GET_in_the_query()
    {
        Stored first = await _server.StoreAsync(_server.NewInstance());
        Stored second = await _server.StoreAsync(_server.NewInstance());

        (await _server.Client.PostAsync($"{first.Path}?_method=DELETE")).Is(HttpStatusCode.MethodNotAllowed);
        (await _server.Client.PostAsync("/instances", first.File, ("X-HTTP-Method-Override", "FOO"))).IsError(HttpStatusCode.BadRequest, 8);
        (await _server.Client.GetAsync(first.Path)).IsOk();

        Assert.Equal(["RemainingAncestor"], (await _server.Client.PostAsync(first.Path, [], ("X-HTTP-Method-Override", "DELETE"))).IsOk().Keys);
        Assert.Equal(["RemainingAncestor"], (await _server.Client.GetAsync($"{second.Path}?_method=DELETE")).IsOk().Keys);
        (await _server.Client.GetAsync(first.Path)).Is(HttpStatusCode.NotFound);
        (await _server.Client.GetAsync(second.Path)).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Write_from_a_page_of_another_origin_is_403_and_changes_nothing(string header, string value)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] other = _server.NewInstance().ToArray();
        string count = (await _server.Client.GetAsync("/statistics")).Text;

        (await _server.Client.PostAsync("/instances", other, (header, value))).IsError(HttpStatusCode.Forbidden, 45);
        (await _server.Client.DeleteAsync(stored.Path, (header, value))).IsError(HttpStatusCode.Forbidden, 45);
        (await _server.Client.GetAsync($"{stored.Path}?_method=DELETE", (header, value))).IsError(HttpStatusCode.Forbidden, 45);

        Assert.Equal(count, (await _server.Client.GetAsync("/statistics", (header, value))).IsOk().Text);
    }

    [Fact]
    public async Task Write_from_a_page_of_our_own_is_taken()
    {
        byte[] file = _server.NewInstance().ToArray();

        Reply reply = await _server.Client.PostAsync("/instances", file, ("Origin", _server.Client.Url), ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal("Success", reply.IsOk().Field("Status"));
    }

    [Theory]
    [InlineData("/instances/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/instances/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/patients/%00")]
    [InlineData("/patients/'%20OR%20'1'='1")]
    public async Task Path_that_tries_to_break_out_finds_nothing(string path)
    {
        Reply reply = await _server.Client.GetAsync(path);

        Assert.InRange((int)reply.Status, 400, 404);
        Assert.DoesNotContain("root:", reply.Text, StringComparison.Ordinal);
    }
}
