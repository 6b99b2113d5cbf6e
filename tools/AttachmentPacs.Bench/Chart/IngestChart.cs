using System.Globalization;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Chart;

/// <summary>
/// How fast small instances go in with so many in the index already: for each size a store of its own, measured in turns with the empty one.
/// </summary>
internal sealed class IngestChart(string program, string folder, TextWriter output, CancellationToken stop)
{
    private const int Rounds = 3;

    // Enough to have compiled what is used often: compiling takes a third of the processor time at first.
    private const int Uploads = 4000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Measures the sizes that were asked for and prints a table.</summary>
    public static async Task RunAsync(BenchOptions options, TextWriter output, CancellationToken stop)
    {
        string folder = options.ChartFolder ?? Path.Combine(options.Folder, $"attachmentpacs-chart-{Environment.ProcessId}");
        try
        {
            await new IngestChart(options.Program ?? AttachmentPacsServer.Built, folder, output, stop).RunAsync(options.ChartSizes);
        }
        finally
        {
            if (options.ChartFolder is null && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    // Stores stay: another run with the same folder need not prefill them.
    private async Task RunAsync(IReadOnlyList<long> sizes)
    {
        foreach (long size in sizes.Prepend(0).Distinct()) await PrepareAsync(size);
        output.WriteLine("| instances in the index | uploads/s | with 0 | ratio | server CPU ms each | with 0 | ratio | start to first answer ms | with 0 |");
        output.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (long size in sizes.Where(size => size > 0))
        {
            List<Sample> full = [];
            List<Sample> empty = [];
            for (int round = 0; round < Rounds; round++)
            {
                empty.Add(await MeasureAsync(0));
                full.Add(await MeasureAsync(size));
            }

            Print(size, full, empty);
        }
    }

    private string Store(long size) => Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture));

    private async Task PrepareAsync(long size)
    {
        string store = Store(size);
        string done = Path.Combine(store, "prefilled");
        if (size > 0 && File.Exists(done)) return;
        if (Directory.Exists(store)) Directory.Delete(store, recursive: true);
        Directory.CreateDirectory(store);

        // A server's own start makes storage and index, and gives them the id that they share.
        await (await ChartServer.StartAsync(program, store)).DisposeAsync();
        if (size == 0) return;
        double rate = await Prefill.RunAsync(ChartServer.Database(store), size);
        long bytes = new FileInfo(ChartServer.Database(store)).Length;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size:#,0} instances prefilled, {rate:#,0} a second, {bytes / size:#,0} bytes each"));
        await File.WriteAllTextAsync(done, "");
    }

    private async Task<Sample> MeasureAsync(long size)
    {
        stop.ThrowIfCancellationRequested();
        await using ChartServer server = await ChartServer.StartAsync(program, Store(size));

        // No client of an earlier round, or of an earlier run on this folder, has come so far.
        var uploads = new SmallUploads((int)(await server.InstancesAsync() - size));
        await uploads.RunAsync(server.Url, Uploads, Patience);
        double before = server.Cpu();
        (int count, double rate) = await uploads.RunAsync(server.Url, Uploads, Patience);
        return new Sample(rate, (server.Cpu() - before) / count, server.Start.TotalMilliseconds);
    }

    private void Print(long size, List<Sample> full, List<Sample> empty)
    {
        Sample at = Median(full);
        Sample zero = Median(empty);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {size:#,0} | {at.Rate:#,0} | {zero.Rate:#,0} | {at.Rate / zero.Rate:0.00} | {at.Cpu:0.00} | {zero.Cpu:0.00} | {at.Cpu / zero.Cpu:0.00} | {at.Start:0} | {zero.Start:0} |"));
    }

    private static Sample Median(List<Sample> samples) =>
        new(Middle(samples, each => each.Rate), Middle(samples, each => each.Cpu), Middle(samples, each => each.Start));

    private static double Middle(List<Sample> samples, Func<Sample, double> value) => samples.Select(value).Order().ElementAt(samples.Count / 2);

    /// <param name="Rate">Uploads a second.</param>
    /// <param name="Cpu">Milliseconds of the server's processor time for each.</param>
    /// <param name="Start">Milliseconds.</param>
    private readonly record struct Sample(double Rate, double Cpu, double Start);
}
