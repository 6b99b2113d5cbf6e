using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>The server as a process of its own, on a store in a folder.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task _rest;

    private ServerProcess(Process process, string url)
    {
        _process = process;
        _rest = process.StandardOutput.ReadToEndAsync();
        Url = url;
        Client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public string Url { get; }

    public HttpClient Client { get; }

    /// <summary>Starts it and returns when it serves.</summary>
    public static async Task<ServerProcess> StartAsync(string folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "AttachmentPacs.Server.dll");
        Process process = Process.Start(new ProcessStartInfo("dotnet", ["exec", program, "--Http:Port=0", .. Apacs.Store(folder)])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (Address().Match(line) is { Success: true } match) return new ServerProcess(process, match.Groups[1].Value);
        }

        throw new InvalidOperationException("The server did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _rest;
        _process.Dispose();
    }

    [GeneratedRegex(@" serves (http://\S+) from ")]
    private static partial Regex Address();
}
