using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Slow;

[Trait("Lane", "slow")]
public class MemoryTests(ITestOutputHelper output)
{
    private const int Uploads = 10;
    private const long PixelBytes = 1L << 30;
    private const long Ceiling = 400L << 20;

    [Fact]
    public async Task Ten_parallel_uploads_of_1_GiB_stay_below_400_MB_of_memory()
    {
        if (!SlowLane.IsOn)
        {
            output.WriteLine(SlowLane.Off);
            return;
        }

        using var folder = new TemporaryFolder();
        long free = new DriveInfo(folder.Path).AvailableFreeSpace;
        long pixels = Math.Min(PixelBytes, (free - (2L << 30)) / Uploads) & ~1L;
        if (pixels < 64 << 20)
        {
            output.WriteLine($"Only {free} bytes are free under {folder.Path}: nothing was tested here.");
            return;
        }

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
