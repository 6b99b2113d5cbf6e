using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AttachmentPacs.TestKit;

/// <summary>A server as a process of its own, which can be stopped, killed and measured.</summary>
public sealed partial class ServerProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly string _start;
    private bool _isAsked;

    private ServerProgram(Process process, string url, string start)
    {
        _process = process;
        _start = start;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
        Url = url;
    }

    /// <summary>Number of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Where it serves, as it says itself.</summary>
    public string Url { get; }

    /// <summary>The command that runs what is built beside the tests.</summary>
    public static string[] Built(params string[] arguments) => ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "AttachmentPacs.Server.dll"), .. arguments];

    /// <summary>Runs a command that is a server, and returns when it serves.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">Beside that of this process.</param>
    public static async Task<ServerProgram> StartAsync(string folder, string[] command, IReadOnlyDictionary<string, string>? environment = null)
    {
        Process process = Launch(folder, command, environment);
        string seen = "";
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            seen += line + "\n";
            if (Address().Match(line) is { Success: true } match) return new ServerProgram(process, match.Groups[1].Value, seen);
        }

        throw new InvalidOperationException($"The server did not start:\n{seen}{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Runs one that must refuse to start; returns its exit code and what it says.</summary>
    public static async Task<(int Code, string Error)> FailAsync(string folder, string[] command)
    {
        using Process process = Launch(folder, command, null);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        await output;
        return (process.ExitCode, error);
    }

    /// <summary>Ends it as a power cut would: SIGKILL to this process only.</summary>
    public async Task KillAsync()
    {
        Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>The same, without waiting for the end.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks it to stop, SIGTERM, if <see cref="Signal"/> has not, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        // A second signal in the last moments of a process ends it with 143.
        if (!_isAsked) Signal();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    public void Signal()
    {
        _isAsked = true;
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>All that it has logged; to be asked when it has ended.</summary>
    public async Task<string> LogAsync() => _start + await _output;

    /// <summary>Most resident memory so far, in bytes.</summary>
    public long PeakMemory()
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    /// <summary>Stops it, if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        await Task.WhenAll(_output, _error);
        _process.Dispose();
    }

    private static Process Launch(string folder, string[] command, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [GeneratedRegex(@" serves (https?://\S+) from ")]
    private static partial Regex Address();
}
