using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>A server as a process of its own; stopped with the test.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly ServerProgram _program;

    private ServerProcess(ServerProgram program)
    {
        _program = program;
        Client = new HttpClient { BaseAddress = new Uri(program.Url) };
    }

    public string Url => _program.Url;

    public HttpClient Client { get; }

    /// <summary>Starts one on the store of a folder.</summary>
    public static Task<ServerProcess> StartOnAsync(string folder) => StartAsync(["--Http:Port=0", .. Apacs.Store(folder)]);

    /// <summary>Starts what is built beside the tests.</summary>
    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartCommandAsync(ServerProgram.Built(arguments));

    /// <summary>Runs a command that is a server, and returns when it serves.</summary>
    public static async Task<ServerProcess> StartCommandAsync(params string[] command) => new(await ServerProgram.StartAsync(Path.GetTempPath(), command));

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill() => _program.Kill();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _program.DisposeAsync();
    }
}
