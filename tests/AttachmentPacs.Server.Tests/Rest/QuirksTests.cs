using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>What <c>Http:OrthancQuirks</c> brings back (design D9).</summary>
public sealed class QuirksTests(QuirksServer shared) : IClassFixture<QuirksServer>, IAsyncLifetime
{
    private readonly RunningServer _server = shared.Server;
    private Stored _stored = null!;

    public async Task InitializeAsync() => _stored = await _server.StoreAsync(_server.NewInstance());

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("-131", 0, 131)]
    [InlineData("5-9", 5, 9)]
    [InlineData("300-", 300, -1)]
    [InlineData("-", 0, -1)]
    public async Task Range_without_a_start_begins_at_0(string range, int from, int to)
    {
        if (to < 0) to = _stored.File.Length - 1;

        Reply reply = (await _server.Client.GetAsync($"{_stored.Path}/file", ("Range", $"bytes={range}"))).Is(HttpStatusCode.PartialContent);

        Assert.Equal(_stored.File[from..(to + 1)], reply.Body);
        Assert.Equal($"bytes {from}-{to}/{_stored.File.Length}", reply["Content-Range"]);
        Assert.Null(reply["Accept-Ranges"]);
    }

    [Fact]
    public async Task Range_past_the_end_is_416_without_Content_Range()
    {
        Reply reply = await _server.Client.GetAsync($"{_stored.Path}/file", ("Range", "bytes=0-999999"));

        reply.IsError(HttpStatusCode.RequestedRangeNotSatisfiable, 41);
        Assert.Null(reply["Content-Range"]);
    }

    [Fact]
    public async Task Unknown_tag_is_500_and_errors_are_text()
    {
        Reply reply = (await _server.Client.GetAsync($"{_stored.Path}?requested-tags=Zork")).IsError(HttpStatusCode.InternalServerError, 27);

        Assert.Equal("text/plain", reply.ContentType);
    }

    [Fact]
    public async Task HEAD_is_404_and_an_unknown_method_400()
    {
        (await _server.Client.SendAsync(HttpMethod.Head, "/system", null)).Is(HttpStatusCode.NotFound);
        (await _server.Client.SendAsync(new HttpMethod("PATCH"), "/patients", null)).IsEmpty(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task Method_that_Orthanc_leaves_to_WebDAV_is_404(string method)
    {
        Reply reply = (await _server.Client.SendAsync(new HttpMethod(method), "/instances", null)).IsEmpty(HttpStatusCode.NotFound);

        Assert.Null(reply["Allow"]);
    }

    [Fact]
    public async Task List_of_attachments_hides_the_summary() =>
        Assert.Equal(["dicom"], (await _server.Client.GetAsync($"{_stored.Path}/attachments")).IsOk().Strings);
}
