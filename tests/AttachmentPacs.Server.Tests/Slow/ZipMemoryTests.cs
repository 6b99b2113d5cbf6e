using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Slow;

[Trait("Lane", "slow")]
public class ZipMemoryTests(ITestOutputHelper output)
{
    private const int Large = 5;
    private const int Small = 2000;
    private const long Ceiling = 300L << 20;

    [Fact]
    public async Task Zip_of_5_GB_is_stored_in_less_than_300_MB_of_memory()
    {
        using var folder = new TemporaryFolder();
        if (LargeUploads.PixelsOf(Large, folder, output) is not { } pixels) return;

        await using ChildServer server = await ChildServer.StartAsync(folder.Path, "Storage:Durability=Os");
        long idle = server.PeakMemory();
        var pipe = new Pipe();
        Task writing = Task.Run(() => Write(pipe.Writer, pixels));

        Reply reply = (await server.Client.SendChunkedAsync(HttpMethod.Post, "/instances", pipe.Reader.AsStream())).Is(HttpStatusCode.OK);

        await writing;
        long peak = server.PeakMemory();
        output.WriteLine($"{Large} members of {pixels} bytes, {Small} small ones: {peak >> 20} MiB at most, {idle >> 20} MiB idle");
        Assert.Equal(Enumerable.Repeat("Success", Large + Small), reply.Json.Each("Status"));
        Assert.True(peak < Ceiling, $"{peak} bytes of memory");
    }

    // As a stream: sizes follow the data, and offsets are beyond 4 GiB.
    private static void Write(PipeWriter writer, long pixels)
    {
        using Stream stream = writer.AsStream();
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        for (int number = 0; number < Large; number++)
        {
            CompressionLevel level = number % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest;
            using (Stream entry = archive.CreateEntry($"large {number}", level).Open())
            {
                DicomBuilder.Instance($"L{number}").ToStream(pixels, number).CopyTo(entry);
            }

            for (int small = 0; small < Small / Large; small++)
            {
                using Stream entry = archive.CreateEntry($"small {number} {small}", level).Open();
                entry.Write(DicomBuilder.Instance($"S{number}", instance: small + 1).Pixels(new byte[10_000]).ToArray());
            }
        }
    }
}
