using System.Security.Cryptography;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>Bodies that may hold several files are known to be what was announced before any of them can be stored.</summary>
public class VerifiedBodyTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Theory]
    [InlineData("PK\u0003\u0004", "application/zip", true)]
    [InlineData("--boundary", "application/octet-stream", true)]
    [InlineData("preamble --boundary", "Multipart/form-data; boundary=boundary", true)]
    [InlineData("DICM", "application/x-www-form-urlencoded", false)]
    public async Task Body_with_a_right_checksum_is_given_from_a_draft_only_if_it_may_hold_several_files(string start, string type, bool isSpooled)
    {
        byte[] content = [.. System.Text.Encoding.ASCII.GetBytes(start), .. new byte[3_000_000]];
        byte[] packed = Packing.Pack("gzip", content);
        HttpContext http = Request(packed, type, SHA256.HashData(packed));
        http.Request.Headers.ContentEncoding = "gzip";

        await using (VerifiedBody body = await VerifiedBody.OpenAsync(http, _server.Archive.Store, new ServerOptions()))
        {
            Assert.Equal(isSpooled ? 1 : 0, _server.Drafts().Length);
            using var read = new MemoryStream();
            await body.Content.CopyToAsync(read);
            Assert.Equal(content, read.ToArray());
        }

        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public async Task Body_with_a_wrong_checksum_is_never_given_and_its_draft_is_gone()
    {
        HttpContext http = Request([.. "PK"u8, .. new byte[1_000_000]], "application/zip", new byte[32]);

        RestException refusal = await Assert.ThrowsAsync<RestException>(() => VerifiedBody.OpenAsync(http, _server.Archive.Store, new ServerOptions()));

        Assert.Equal(400, refusal.Status);
        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public async Task Draft_that_went_bad_while_it_is_read_is_500_and_not_the_senders_doing()
    {
        var http = new DefaultHttpContext();
        var middleware = new ErrorMiddleware(
            _ => throw new SenderException(5, new BlobCorruptException(BlobId.Random(), "block 0")), new Quirks(false), TimeProvider.System, NullLogger<ErrorMiddleware>.Instance);

        await middleware.InvokeAsync(http);

        Assert.Equal(500, http.Response.StatusCode);
    }

    private static DefaultHttpContext Request(byte[] body, string type, byte[] sha256)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = new SlowStream(body, 10_000);
        http.Request.ContentType = type;
        http.Request.Headers["Content-Digest"] = $"sha-256=:{Convert.ToBase64String(sha256)}:";
        return http;
    }
}
