using System.Diagnostics;
using System.Globalization;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>The program as a process of its own, which can be signalled and killed.</summary>
internal sealed class Apacs : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private Apacs(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The command that runs what is built beside the tests.</summary>
    public static string[] Built => ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "apacs.dll")];

    /// <summary>Exit status and what was said.</summary>
    internal sealed record Result(int Status, string Output, string Error);

    /// <summary>Starts it in a folder.</summary>
    public static Apacs Start(string folder, params string[] arguments) => Run(folder, [.. Built, .. arguments]);

    /// <summary>Starts it in a folder, standing still before its first step until it is sent CONT.</summary>
    public static Apacs StartStopped(string folder, params string[] arguments) => Run(folder, ["sh", "-c", "kill -STOP $$; exec \"$@\"", "sh", .. Built, .. arguments]);

    /// <summary>Runs it to its end.</summary>
    public static async Task<Result> RunAsync(string folder, params string[] arguments)
    {
        await using Apacs apacs = Start(folder, arguments);
        return await apacs.EndAsync();
    }

    /// <summary>Arguments that name a store in a folder.</summary>
    public static string[] Store(string folder) =>
    [
        $"--Storage:Directory={Path.Combine(folder, "storage")}", $"--Database:Sqlite:Path={Path.Combine(folder, "index.db")}", "--Storage:MinimumFreeSpace=0",
    ];

    public async Task<Result> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new Result(_process.ExitCode, await _output, await _error);
    }

    /// <summary>Ends it as a power cut would: SIGKILL to this process only.</summary>
    public void Kill() => _process.Kill();

    public bool HasEnded => _process.HasExited;

    /// <summary>Sends a signal: INT, TERM, STOP, CONT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static Apacs Run(string folder, string[] command)
    {
        // A shell's background jobs ignore SIGINT, and so would what the tests start if they are one.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", .. command])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        return new Apacs(Process.Start(start)!);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await Task.WhenAll(_output, _error);
        _process.Dispose();
    }
}
