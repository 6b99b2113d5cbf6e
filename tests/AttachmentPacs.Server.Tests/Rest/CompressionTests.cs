using System.Buffers.Binary;
using System.IO.Compression;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Stored forms of the DICOM file (contract 1.16, design D4).</summary>
public class CompressionTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Fact]
    public async Task Compress_stores_the_size_and_a_zlib_stream_under_another_uuid()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance().Pixels(new byte[50_000]));
        string before = await server.FileOfAsync(stored.Attachment("dicom"));

        Assert.Equal("{}", (await server.Client.PostAsync($"{stored.Attachment("dicom")}/compress")).IsOk().Text);

        byte[] packed = (await server.Client.GetAsync($"{stored.Attachment("dicom")}/compressed-data")).IsOk().Body;
        Assert.Equal(stored.File.Length, BinaryPrimitives.ReadInt64LittleEndian(packed));
        using var inflated = new MemoryStream();
        await using (var zlib = new ZLibStream(new MemoryStream(packed, 8, packed.Length - 8), CompressionMode.Decompress)) await zlib.CopyToAsync(inflated);
        Assert.Equal(stored.File, inflated.ToArray());
        Assert.NotEqual(before, await server.FileOfAsync(stored.Attachment("dicom")));
        Assert.Equal(packed, await File.ReadAllBytesAsync(await server.FileOfAsync(stored.Attachment("dicom"))));
        Reply info = await server.Client.GetAsync($"{stored.Attachment("dicom")}/info");
        Assert.Equal((PublicId.Md5(packed), PublicId.Md5(stored.File)), (info.Field("CompressedMD5"), info.Field("UncompressedMD5")));
        Assert.Equal(PublicId.Tag(1, stored.File), (await server.Client.GetAsync($"{stored.Path}/file")).ETag);
    }

    [Fact]
    public async Task Compress_of_the_file_logs_no_change()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        long last = (await server.Client.GetAsync("/changes?last")).Json.GetProperty("Last").GetInt64();

        (await server.Client.PostAsync($"{stored.Attachment("dicom")}/compress")).IsOk();
        (await server.Client.PostAsync($"{stored.Attachment("dicom")}/uncompress")).IsOk();

        Assert.Equal(last, (await server.Client.GetAsync("/changes?last")).Json.GetProperty("Last").GetInt64());
    }

    [Theory]
    [InlineData("None", "0")]
    [InlineData("Zlib", "1")]
    [InlineData("Lz4", "1")]
    [InlineData("Zstd", "1")]
    [InlineData("Auto", "1")]
    public async Task Configured_codec_keeps_every_byte(string codec, string isCompressed)
    {
        await using RunningServer server = await RunningServer.StartAsync($"Storage:Compression={codec}");

        Stored stored = await server.StoreAsync(server.NewInstance().Pixels(new byte[2_500_000]));

        Assert.Equal(isCompressed, (await server.Client.GetAsync($"{stored.Attachment("dicom")}/is-compressed")).Text);
        Assert.Equal(stored.File, (await server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
        Assert.Equal(stored.File[2_000_000..2_000_010], (await server.Client.GetAsync($"{stored.Path}/file", ("Range", "bytes=2000000-2000009"))).Body);
        (await server.Client.PostAsync($"{stored.Attachment("dicom")}/verify-md5")).IsOk();
        Assert.Equal("AlreadyStored", (await server.Client.PostAsync("/instances", stored.File)).IsOk().Field("Status"));
    }
}
