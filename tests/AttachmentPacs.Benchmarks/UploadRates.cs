using System.Diagnostics;
using System.IO.Compression;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Benchmarks;

/// <summary>Small instances to a running server, in three ways: one after the other, by eight clients, and as one ZIP archive.</summary>
internal static class UploadRates
{
    private const int Instances = 5000;
    private const int PixelBytes = 10 << 10;
    private const int Clients = 8;

    public static async Task RunAsync(Uri server)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromMinutes(30) };
        await PostAsync(http, Files("warm-up")[0]);
        byte[][] single = Files("single");
        Report("one after the other", await TimeAsync(async () =>
        {
            foreach (byte[] file in single) await PostAsync(http, file);
        }));
        byte[][] several = Files("several");
        Report($"{Clients} clients", await TimeAsync(() => Parallel.ForEachAsync(
            several, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (file, _) => await PostAsync(http, file))));
        foreach (CompressionLevel level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Fastest])
        {
            byte[] archive = Zip(Files($"zip {level}"), level);
            Report($"one ZIP archive, {level}", await TimeAsync(() => PostAsync(http, archive)));
        }
    }

    private static byte[][] Files(string patient) =>
        [.. Enumerable.Range(1, Instances).Select(number => DicomBuilder.Instance(patient, instance: number).Pixels(Noise(number)).ToArray())];

    private static byte[] Noise(int seed)
    {
        byte[] pixels = new byte[PixelBytes];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    private static byte[] Zip(byte[][] files, CompressionLevel level)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < files.Length; i++)
            {
                using Stream entry = archive.CreateEntry($"{i}", level).Open();
                entry.Write(files[i]);
            }
        }

        return bytes.ToArray();
    }

    private static async Task PostAsync(HttpClient http, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using HttpResponseMessage reply = await http.PostAsync(new Uri("/instances", UriKind.Relative), content);
        reply.EnsureSuccessStatusCode();
        await reply.Content.ReadAsByteArrayAsync();
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed;
    }

    private static void Report(string how, TimeSpan time) => Console.WriteLine($"{how}: {Instances / time.TotalSeconds:0} instances/s");
}
