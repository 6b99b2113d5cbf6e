using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>The server as a process of its own, which can be killed and measured.</summary>
internal sealed class ChildServer : IAsyncDisposable
{
    private readonly ServerProgram _program;

    private ChildServer(ServerProgram program)
    {
        _program = program;
        Client = new RestClient(program.Url);
    }

    public RestClient Client { get; }

    /// <summary>Number of its process.</summary>
    public int Id => _program.Id;

    /// <summary>Starts it on a folder and returns when it serves.</summary>
    public static Task<ChildServer> StartAsync(string folder, params string[] settings) => StartAsync(folder, new ChildSurroundings(), settings);

    /// <summary>The same with an environment, or a umask.</summary>
    public static async Task<ChildServer> StartAsync(string folder, ChildSurroundings surroundings, params string[] settings)
    {
        string[] command = ServerProgram.Built(RunningServer.Arguments(folder, ["Logging:LogLevel:Default=Information", .. settings]));
        if (surroundings.Umask is { } umask) command = ["sh", "-c", $"umask {umask}; exec \"$@\"", "sh", .. command];
        command = [.. surroundings.Before, .. command];
        return new ChildServer(await ServerProgram.StartAsync(folder, command, surroundings.Variables));
    }

    /// <summary>Runs it where it must refuse to start; returns its exit code and what it says.</summary>
    public static Task<(int Code, string Error)> FailAsync(string folder, params string[] settings) =>
        ServerProgram.FailAsync(folder, ServerProgram.Built(RunningServer.Arguments(folder, settings)));

    /// <summary>Ends it as a power cut would: SIGKILL to this process only.</summary>
    public Task KillAsync() => _program.KillAsync();

    /// <summary>Asks it to stop, SIGTERM, and returns its exit code.</summary>
    public Task<int> StopAsync() => _program.StopAsync();

    /// <summary>All that it has logged; to be asked when it has ended.</summary>
    public Task<string> LogAsync() => _program.LogAsync();

    public void Signal() => _program.Signal();

    /// <summary>Most resident memory so far, in bytes.</summary>
    public long PeakMemory() => _program.PeakMemory();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await KillAsync();
        await _program.DisposeAsync();
    }
}

/// <summary>What a child finds around itself.</summary>
internal sealed class ChildSurroundings
{
    /// <summary>Octal; null for that of this process.</summary>
    public string? Umask { get; init; }

    /// <summary>A program, with its arguments, that runs the server in its own place.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>Beside those of this process.</summary>
    public Dictionary<string, string> Variables { get; init; } = [];
}
