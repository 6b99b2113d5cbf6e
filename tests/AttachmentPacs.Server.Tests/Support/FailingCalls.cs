using System.Diagnostics;
using System.Globalization;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Makes system calls of a running process fail, by strace(1), until it is disposed or the process ends.</summary>
internal sealed class FailingCalls : IAsyncDisposable
{
    /// <summary>What a test prints where a process that runs cannot be watched.</summary>
    public const string Forbidden = "A running process may not be traced here (kernel.yama.ptrace_scope): nothing was tested.";

    private readonly Process _tracer;

    private FailingCalls(Process tracer) => _tracer = tracer;

    /// <summary>Returns when the process is watched; null where the system does not let it be.</summary>
    /// <param name="process">Its number.</param>
    /// <param name="calls">Names, separated by commas.</param>
    /// <param name="error">The name of the error.</param>
    /// <param name="which">Of each thread's calls from now on: 1 is the first, 1+ all.</param>
    public static async Task<FailingCalls?> OfAsync(int process, string calls, string error, string which)
    {
        var start = new ProcessStartInfo(
            SystemCalls.Tracer,
            ["-f", "-p", process.ToString(CultureInfo.InvariantCulture), "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}:when={which}"])
        {
            RedirectStandardError = true,
        };
        Process tracer = Process.Start(start)!;
        string? said = await tracer.StandardError.ReadLineAsync();
        var failing = new FailingCalls(tracer);
        if (said?.Contains("Operation not permitted", StringComparison.Ordinal) == true)
        {
            await failing.DisposeAsync();
            return null;
        }

        Assert.Contains("attached", said, StringComparison.Ordinal);
        return failing;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_tracer.HasExited) _tracer.Kill();
        await _tracer.WaitForExitAsync();
        _tracer.Dispose();
    }
}
