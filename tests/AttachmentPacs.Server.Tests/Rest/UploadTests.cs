using System.IO.Compression;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

public class UploadTests
{
    [Fact]
    public async Task Upload_new_then_again_is_Success_then_AlreadyStored_with_the_same_ids()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = DicomBuilder.Instance("P1").ToArray();

        Reply first = (await server.Client.PostAsync("/instances", file)).IsOk();
        Reply second = (await server.Client.PostAsync("/instances", file)).IsOk();

        Assert.Equal(["ID", "ParentPatient", "ParentSeries", "ParentStudy", "Path", "Status"], first.Keys);
        Assert.Equal("Success", first.Field("Status"));
        Assert.Equal($"/instances/{first.Field("ID")}", first.Field("Path"));
        Assert.Equal(first.Text.Replace("\"Success\"", "\"AlreadyStored\"", StringComparison.Ordinal), second.Text);
        Reply served = (await server.Client.GetAsync($"{first.Field("Path")}/file")).IsOk();
        Assert.Equal(file, served.Body);
        Assert.Equal("application/dicom", served.ContentType);
    }

    [Fact]
    public async Task Upload_chunked_without_length_is_stored_byte_for_byte()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = DicomBuilder.Instance("P1").Pixels(new byte[3_000_000]).ToArray();

        Reply reply = (await server.Client.SendChunkedAsync(HttpMethod.Post, "/instances", new MemoryStream(file))).IsOk();

        Assert.Equal(file, (await server.Client.GetAsync($"{reply.Field("Path")}/file")).IsOk().Body);
    }

    [Theory]
    [InlineData(DicomBuilder.ExplicitLittleEndian)]
    [InlineData(DicomBuilder.ImplicitLittleEndian)]
    public async Task Upload_data_set_without_preamble_is_stored_as_it_came(string transferSyntax)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] bare = DicomBuilder.Instance("P1", transferSyntax: transferSyntax).ToDataSet();

        Stored stored = await server.Client.StoreAsync(bare);

        Assert.Equal(bare, (await server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
        Assert.Equal("P1", (await server.Client.GetAsync($"{stored.Path}/simplified-tags")).IsOk().Field("PatientID"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/zip")]
    [InlineData(";;;=/")]
    public async Task Upload_with_an_unreliable_content_type_is_judged_by_its_bytes(string contentType)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = DicomBuilder.Instance("P1").ToArray();

        Reply reply = await server.Client.PostAsync("/instances", file, ("Content-Type", contentType));

        Assert.Equal("Success", reply.IsOk().Field("Status"));
    }

    [Fact]
    public async Task Upload_gzip_is_inflated_and_stored_as_the_file_that_was_packed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = DicomBuilder.Instance("P1").Pixels(new byte[100_000]).ToArray();

        Reply reply = (await server.Client.PostAsync("/instances", Gzip(file), ("Content-Encoding", "gzip"))).IsOk();

        Assert.Equal(file, (await server.Client.GetAsync($"{reply.Field("Path")}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Upload_gzip_bomb_is_refused_with_413_and_leaves_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var packed = new MemoryStream();
        await using (GeneratedStream head = DicomBuilder.Instance("P1").ToStream(0))
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
        Assert.Empty(server.Blobs());
        await server.Client.StoreAsync(DicomBuilder.Instance("P1").ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Upload_gzip_that_is_none_or_cut_short_is_refused(int keep)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] pixels = new byte[5000];
        new Random(1).NextBytes(pixels);
        byte[] body = keep == 0 ? "no gzip at all"u8.ToArray() : Gzip(DicomBuilder.Instance("P1").Pixels(pixels).ToArray())[..keep];

        Reply reply = await server.Client.PostAsync("/instances", body, ("Content-Encoding", "gzip"));

        reply.Is(HttpStatusCode.BadRequest);
        Assert.Empty(server.Drafts());
        Assert.Empty((await server.Client.GetAsync("/instances")).Strings);
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }
}
