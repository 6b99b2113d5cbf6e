using System.Diagnostics;
using System.Text.Json;
using AttachmentPacs.Bench.Servers;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Bench.Chart;

/// <summary>The server on a folder of the chart, as it is configured by default but for the port.</summary>
internal sealed class ChartServer : IAsyncDisposable
{
    private readonly ServerProgram _program;

    private ChartServer(ServerProgram program, TimeSpan start) => (_program, Start, Url) = (program, start, new Uri(program.Url));

    public Uri Url { get; }

    /// <summary>From the start of the process to the first answer on /system.</summary>
    public TimeSpan Start { get; }

    /// <summary>Path of the index of a folder.</summary>
    public static string Database(string folder) => Path.Combine(folder, "index.db");

    public static async Task<ChartServer> StartAsync(string program, string folder)
    {
        long start = Stopwatch.GetTimestamp();
        ServerProgram running = await ServerProgram.StartAsync(
            folder,
            [
                "dotnet", "exec", program, "--Http:Port=0", $"--Storage:Directory={Path.Combine(folder, "storage")}",
                $"--Database:Sqlite:Path={Database(folder)}",

                // The synthetic ones would all become stable while the chart is measured.
                "--Stable:Age=23:00:00",
            ]);
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri($"{running.Url}/system"));
        return new ChartServer(running, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>How many instances it has.</summary>
    public async Task<long> InstancesAsync()
    {
        using var http = new HttpClient();
        using JsonDocument answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(Url, "/statistics")));
        return answer.RootElement.GetProperty("CountInstances").GetInt64();
    }

    /// <summary>Processor time so far, in ms.</summary>
    public double Cpu() => new ProcessFigures(_program.Id).ProcessorTime().TotalMilliseconds;

    /// <summary>Stops it in order.</summary>
    public async ValueTask DisposeAsync()
    {
        int code = await _program.StopAsync();
        await _program.DisposeAsync();
        if (code != 0) throw new InvalidOperationException($"The server ended with {code}: {await _program.LogAsync()}");
    }
}
