using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>The real server in this process, on a loopback port of the system's choice, with a folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ILoggerFactory _logs;
    private readonly WebApplication _app;
    private int _patients;

    private RunningServer(TemporaryFolder folder, ILoggerFactory logs, Archive archive, WebApplication app)
    {
        _folder = folder;
        _logs = logs;
        Archive = archive;
        _app = app;
        Client = new RestClient(app.Urls.First());
    }

    public RestClient Client { get; }

    public Archive Archive { get; }

    /// <summary>What the server is built of.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Every route that is mapped: method and pattern, as in <c>/instances/{id}/tags</c>.</summary>
    public IEnumerable<(string Method, string Pattern)> Routes => ((IEndpointRouteBuilder)_app).DataSources
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => (method, route.RoutePattern.RawText ?? "")));

    public string Storage => _folder.Combine("storage");

    /// <summary>Starts one. Settings are those of the command line, as in <c>Storage:Duplicates=reject</c>.</summary>
    public static Task<RunningServer> StartAsync(params string[] settings) => StartAsync(null, TimeProvider.System, settings);

    /// <summary>The same with a clock of the test's.</summary>
    public static Task<RunningServer> StartAsync(TimeProvider time, params string[] settings) => StartAsync(null, time, settings);

    /// <summary>The same, and its log goes to a provider as well.</summary>
    public static Task<RunningServer> StartAsync(ILoggerProvider log, params string[] settings) => StartAsync(log, TimeProvider.System, settings);

    private static async Task<RunningServer> StartAsync(ILoggerProvider? log, TimeProvider time, string[] settings)
    {
        var folder = new TemporaryFolder();
        (ServerOptions options, IConfiguration configuration, IReadOnlyList<string> problems) = OptionsLoader.Load(Arguments(folder.Path, settings));
        Assert.Empty(problems);
        ILoggerFactory logs = LoggerFactory.Create(logging => RestServer.AddLogging(logging, configuration));
        Archive archive = await Archive.OpenAsync(options, time, logs);
        WebApplication app = RestServer.Build(options, configuration, archive, time);
        if (log is not null) app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await app.StartAsync();
        return new RunningServer(folder, logs, archive, app);
    }

    /// <summary>The command line of a server on a folder.</summary>
    public static string[] Arguments(string folder, params string[] settings) =>
    [
        "--Http:Port=0",
        $"--Storage:Directory={Path.Combine(folder, "storage")}",
        "--Storage:MinimumFreeSpace=0",
        $"--Database:Sqlite:Path={Path.Combine(folder, "index.db")}",
        "--Logging:LogLevel:Default=Critical",

        // Tests count changes: none comes by itself.
        "--Stable:Age=23:00:00",
        .. settings.Select(each => $"--{each}"),
    ];

    /// <summary>Stops it with no time left for requests under way.</summary>
    public Task StopAtOnceAsync() => _app.StopAsync(new CancellationToken(canceled: true));

    public Task<Stored> StoreAsync(DicomBuilder instance) => Client.StoreAsync(instance.ToArray());

    /// <summary>An instance of a patient whom no other test of this server uses.</summary>
    public DicomBuilder NewInstance(int study = 1, int series = 1, int instance = 1) => DicomBuilder.Instance(NewPatient(), study, series, instance);

    /// <summary>Such a patient.</summary>
    public string NewPatient() => $"P{Interlocked.Increment(ref _patients)}";

    /// <summary>The file of an attachment.</summary>
    public async Task<string> FileOfAsync(string attachment)
    {
        string uuid = (await Client.GetAsync($"{attachment}/info")).IsOk().Field("Uuid");
        return Path.Combine(Storage, uuid[..2], uuid[2..4], uuid);
    }

    /// <summary>Files of blobs in the store.</summary>
    public string[] Blobs() => [.. Directory.EnumerateFiles(Storage, "????????-*", SearchOption.AllDirectories).Where(file => !file.Contains("/drafts/", StringComparison.Ordinal))];

    /// <summary>Files of drafts.</summary>
    public string[] Drafts() => Directory.GetFiles(Path.Combine(Storage, "drafts"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Archive.DisposeAsync();
        _logs.Dispose();
        _folder.Dispose();
    }
}
