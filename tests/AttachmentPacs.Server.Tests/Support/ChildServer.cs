using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>The server as a process of its own, which can be killed and measured.</summary>
internal sealed partial class ChildServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _output;

    private ChildServer(Process process, string url, Task<string> output)
    {
        _process = process;
        _output = output;
        Client = new RestClient(url);
    }

    public RestClient Client { get; }

    /// <summary>Starts it on a folder and returns when it serves.</summary>
    public static async Task<ChildServer> StartAsync(string folder, params string[] settings)
    {
        Process process = Launch(folder, ["Logging:LogLevel:Default=Information", .. settings]);
        string seen = "";
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            seen += line + "\n";
            if (Address().Match(line) is { Success: true } match) return new ChildServer(process, match.Groups[1].Value, process.StandardOutput.ReadToEndAsync());
        }

        throw new InvalidOperationException($"The server did not start:\n{seen}{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Runs it where it must refuse to start; returns its exit code and what it says.</summary>
    public static async Task<(int Code, string Error)> FailAsync(string folder, params string[] settings)
    {
        using Process process = Launch(folder, settings);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        await output;
        return (process.ExitCode, error);
    }

    /// <summary>Ends it as a power cut would: SIGKILL to this process only.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Asks it to stop, SIGTERM, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>What it wrote to standard output after it was started, once it has ended.</summary>
    public Task<string> OutputAsync() => _output.WaitAsync(Patience);

    public void Signal()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Most resident memory so far, in bytes.</summary>
    public long PeakMemory()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) await KillAsync();
        await _output;
        _process.Dispose();
    }

    private static Process Launch(string folder, string[] settings)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "AttachmentPacs.Server.dll");
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", program, .. RunningServer.Arguments(folder, settings)])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
    }

    [GeneratedRegex(@" serves (http://\S+) from ")]
    private static partial Regex Address();
}
