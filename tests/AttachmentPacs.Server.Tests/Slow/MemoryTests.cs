using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Slow;

[Trait("Lane", "slow")]
public class MemoryTests(ITestOutputHelper output)
{
    private const int Uploads = 10;
    private const long Ceiling = 400L << 20;

    [Fact]
    public async Task Ten_parallel_uploads_of_1_GiB_stay_below_400_MB_of_memory()
    {
        using var folder = new TemporaryFolder();
        if (LargeUploads.PixelsOf(Uploads, folder, output) is not { } pixels) return;

        await using ChildServer server = await ChildServer.StartAsync(folder.Path);
        long idle = server.PeakMemory();
        Reply[] replies = await Task.WhenAll(Enumerable.Range(1, Uploads).Select(number => Task.Run(() =>
            server.Client.SendChunkedAsync(HttpMethod.Post, "/instances", DicomBuilder.Instance($"P{number}").ToStream(pixels, number)))));

        long peak = server.PeakMemory();
        output.WriteLine($"{Uploads} x {pixels} bytes: {peak >> 20} MiB at most, {idle >> 20} MiB idle");
        foreach (Reply reply in replies) Assert.Equal("Success", reply.Is(HttpStatusCode.OK).Field("Status"));
        foreach (Reply reply in replies) (await server.Client.PostAsync($"{reply.Field("Path")}/attachments/dicom/verify-md5")).IsOk();
        Assert.True(peak < Ceiling, $"{peak} bytes of memory");
    }
}
