using System.IO.Compression;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Uploads with <c>Content-Encoding: gzip</c> (contract 1.5; limits: hardening).</summary>
public class GzipTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Fact]
    public async Task Gzip_upload_is_inflated_and_stored_as_the_file_that_was_packed()
    {
        RunningServer server = shared.Server;
        byte[] file = server.NewInstance().Pixels(new byte[100_000]).ToArray();

        Reply reply = (await server.Client.PostAsync("/instances", Gzip(file), ("Content-Encoding", "gzip"))).IsOk();

        Assert.Equal(file, (await server.Client.GetAsync($"{reply.Field("Path")}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Gzip_upload_bomb_is_refused_with_413_and_leaves_nothing()
    {
        RunningServer server = shared.Server;
        int blobs = server.Blobs().Length;
        using var packed = new MemoryStream();
        await using (GeneratedStream head = server.NewInstance().ToStream(0))
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await head.CopyToAsync(gzip);
            byte[] zeros = new byte[1 << 20];
            for (int written = 0; written < 80; written++) await gzip.WriteAsync(zeros);
        }

        Reply reply = await server.Client.PostAsync("/instances", packed.ToArray(), ("Content-Encoding", "gzip"));

        reply.IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Assert.Contains("200 times", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Empty(server.Drafts());
        Assert.Equal(blobs, server.Blobs().Length);
        (await server.Client.GetAsync("/system")).IsOk();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Gzip_upload_that_is_none_or_cut_short_is_refused(int keep)
    {
        RunningServer server = shared.Server;
        int blobs = server.Blobs().Length;
        byte[] pixels = new byte[5000];
        new Random(1).NextBytes(pixels);
        byte[] body = keep == 0 ? "no gzip at all"u8.ToArray() : Gzip(server.NewInstance().Pixels(pixels).ToArray())[..keep];

        Reply reply = await server.Client.PostAsync("/instances", body, ("Content-Encoding", "gzip"));

        reply.Is(HttpStatusCode.BadRequest);
        Assert.Empty(server.Drafts());
        Assert.Equal(blobs, server.Blobs().Length);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
