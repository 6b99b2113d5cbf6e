using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Plugins;

/// <summary>A server with the plugin of <c>tests/plugins/Misbehaving/</c>, which does what the settings say.</summary>
internal sealed class MisbehavingScene : IAsyncDisposable
{
    private readonly PluginsFolder _plugins = new();
    private readonly TemporaryFolder _folder = new();
    private RunningServer? _server;

    private MisbehavingScene() => _plugins.Add("tests/plugins/Misbehaving");

    public RunningServer Server => _server!;

    public LogLines Log { get; } = new();

    /// <summary>Short enough to wait for. Only for what never answers: on a busy machine nobody may be in time.</summary>
    public static string Timeout => "Plugins:Timeout=00:00:00.2";

    /// <summary>What it does, as in <c>Filter=hang</c>, several with blanks between; and other settings.</summary>
    public static async Task<MisbehavingScene> StartAsync(string behaviour, params string[] settings)
    {
        var scene = new MisbehavingScene();
        scene._server = await RunningServer.StartAsync(scene.Log, [.. scene.Settings(behaviour), .. settings]);
        return scene;
    }

    /// <summary>What the plugin has noted so far.</summary>
    public string[] Notes => File.Exists(_folder.Combine("notes")) ? File.ReadAllLines(_folder.Combine("notes")) : [];

    public Task<Reply> UploadAsync(string patient) => Server.Client.PostAsync("/instances", DicomBuilder.Instance(patient).ToArray());

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _plugins.Dispose();
        _folder.Dispose();
    }

    private string[] Settings(string behaviour) =>
    [
        _plugins.Setting, "Logging:LogLevel:Default=Information", $"Plugins:Settings:Misbehaving:Notes={_folder.Combine("notes")}",
        .. behaviour.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => $"Plugins:Settings:Misbehaving:{each}"),
    ];
}
