using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Bench.Load;

namespace AttachmentPacs.Bench.Servers;

/// <summary>A child process that serves HTTP on loopback, and is ended by its id.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private bool _isEnded;

    private ServerProcess(Process process)
    {
        _process = process;
        Figures = new ProcessFigures(process.Id);
    }

    /// <summary>What it has used.</summary>
    public ProcessFigures Figures { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime { get; private init; }

    /// <summary>Runs a program and returns when it answers on a path.</summary>
    /// <param name="command">Program and arguments; what they write goes into the file <c>log</c> of the folder.</param>
    /// <param name="folder">Where it runs; exists.</param>
    /// <param name="http">Where it will serve.</param>
    /// <param name="path">What is asked for, without side effects.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within two minutes.</exception>
    public static ServerProcess Start(string[] command, string folder, HttpTarget http, string path = "/system")
    {
        string log = Path.Combine(folder, "log");
        var watch = Stopwatch.StartNew();

        // The shell becomes the program: its id stays, and its output needs nobody who reads it.
        Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1", "sh", log, .. command])
        {
            WorkingDirectory = folder,
        })!;
        try
        {
            using var connection = new HttpConnection(http);
            while (!Answers(connection, path))
            {
                if (process.HasExited) throw new InvalidOperationException($"{command[0]} ended with code {process.ExitCode} instead of serving:\n{Tail(log)}");
                if (watch.Elapsed > StartLimit) throw new InvalidOperationException($"{command[0]} has not answered for {StartLimit.TotalSeconds} s:\n{Tail(log)}");
                Thread.Sleep(2);
            }

            return new ServerProcess(process) { StartTime = watch.Elapsed };
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>A port of loopback that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks it to stop, and kills it if it has not within 20 s.</summary>
    public void Dispose()
    {
        if (_isEnded) return;
        _isEnded = true;
        End(_process);
    }

    private static bool Answers(HttpConnection connection, string path)
    {
        try
        {
            return connection.Get(path) == 200;
        }
        catch (SocketException)
        {
            return false; // not yet
        }
        catch (IOException)
        {
            return false; // accepted, and closed while it starts
        }
    }

    private static void End(Process process)
    {
        using (process)
        {
            if (process.HasExited) return;
            using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) kill.WaitForExit();
            if (process.WaitForExit(StopLimit)) return;
            process.Kill();
            process.WaitForExit();
        }
    }

    private static string Tail(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(20)) : "";
}
