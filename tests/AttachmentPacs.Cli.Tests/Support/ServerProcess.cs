using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>A server as a process of its own; stopped with the test.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _output;

    private ServerProcess(Process process, string url)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        Url = url;
        Client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    public HttpClient Client { get; }

    /// <summary>Starts one on the store of a folder.</summary>
    public static Task<ServerProcess> StartOnAsync(string folder) => StartAsync(["--Http:Port=0", .. Apacs.Store(folder)]);

    /// <summary>Starts what is built beside the tests.</summary>
    public static Task<ServerProcess> StartAsync(params string[] arguments) =>
        StartCommandAsync(["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "AttachmentPacs.Server.dll"), .. arguments]);

    /// <summary>Runs a command that is a server, and returns when it serves.</summary>
    public static async Task<ServerProcess> StartCommandAsync(params string[] command)
    {
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() })!;
        string seen = "";
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            seen += line + "\n";
            if (Address().Match(line) is { Success: true } match) return new ServerProcess(process, match.Groups[1].Value);
        }

        throw new InvalidOperationException($"The server did not start:\n{seen}");
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _output;
        _process.Dispose();
    }

    [GeneratedRegex(@" serves (http://\S+) from ")]
    private static partial Regex Address();
}
