using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.DimseServices.Peers;

/// <summary>DICOM software of others that runs as long as a test needs it. Tests that find it not installed say so and pass.</summary>
internal sealed class PeerProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private PeerProgram(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What a test prints that did not find a program.</summary>
    public static string Absent(string program) => $"{program} is not installed: nothing was tested here.";

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>A port that nobody has at the moment, for a program that cannot choose one itself.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static PeerProgram Start(TemporaryFolder folder, params string[] command) => new(Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
    })!);

    /// <summary>Starts one that listens, and returns when it answers C-ECHO: of DCMTK, which takes any title, or an Orthanc of that title.</summary>
    public static async Task<PeerProgram> ListenAsync(TemporaryFolder folder, int port, params string[] command)
    {
        PeerProgram program = Start(folder, command);
        try
        {
            await Eventually.HoldsAsync(
                $"{command[0]} answers", async () => (await Command.RunAsync(folder.Path, "", "echoscu", "-aec", "ORTHANC", "127.0.0.1", $"{port}")).Code == 0);
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Waits for its end; returns what it wrote.</summary>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return await _output + await _error;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
