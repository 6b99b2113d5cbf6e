using System.Globalization;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Server.Telemetry;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Benchmarks;

/// <summary>
/// What measuring costs: CTs of 526 KB are stored in batches, one batch with the collector of <c>/metrics</c> listening, the next without, in
/// one process. CPU time and allocations are the process's own, so that other work on the machine counts less than it does in elapsed time.
/// </summary>
internal static class MetricsCost
{
    private const int Rounds = 30;
    private const int Batch = 25;

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        var options = new ServerOptions
        {
            Storage = { Directory = folder.Combine("storage"), Durability = Durability.Os, MinimumFreeSpace = 0 },
            Database = { Sqlite = { Path = folder.Combine("index.db"), Synchronous = SqliteSynchronous.Off } },
        };
        await using Archive archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        using var gauges = new StoreGauges(archive.Index, options, TimeProvider.System, NullLogger<StoreGauges>.Instance);
        using var page = new MetricsPage(gauges, TimeProvider.System);
        int instance = 0;
        await StoreAsync(archive, 4 * Batch, instance);
        instance += 4 * Batch;
        var on = new List<(double Cpu, double Bytes)>();
        var off = new List<(double Cpu, double Bytes)>();
        for (int round = 0; round < 2 * Rounds; round++, instance += Batch)
        {
            page.IsEnabled = round % 2 == 0;
            (page.IsEnabled ? on : off).Add(await StoreAsync(archive, Batch, instance));
        }

        Show("on", on);
        Show("off", off);
        page.IsEnabled = true;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        int length = 0;
        for (int i = 0; i < 100; i++) length = (await page.WriteAsync(withOrthanc: false, default)).Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a scrape: {length} bytes, {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds / 100:0.00} ms of CPU"));
    }

    /// <summary>Microseconds of CPU and bytes allocated for each instance; making the files is not counted.</summary>
    private static async Task<(double Cpu, double Bytes)> StoreAsync(Archive archive, int count, int first)
    {
        byte[][] files = [.. Enumerable.Range(first + 1, count).Select(SyntheticCt.Create)];
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        foreach (byte[] file in files) await archive.Ingest.StoreAsync(new MemoryStream(file), IngestOrigin.Rest("127.0.0.1", ""), default);
        return (
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)count);
    }

    private static void Show(string name, List<(double Cpu, double Bytes)> batches)
    {
        double cpu = batches.Select(batch => batch.Cpu).Order().ElementAt(batches.Count / 2);
        double bytes = batches.Select(batch => batch.Bytes).Order().ElementAt(batches.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"metrics {name}: {cpu:0} us of CPU and {bytes:0} bytes an instance (medians of {batches.Count} batches of {Batch})"));
    }
}
