using System.Net;
using System.Text.Json;

namespace AttachmentPacs.Bench.Servers;

/// <summary>Orthanc as Debian packs it, without plugins, set to what this archive does: SQLite, every write flushed, MD5 on.</summary>
internal sealed class OrthancServer : IServer, IRestartable
{
    private const string Program = "/usr/sbin/Orthanc";

    // More than clients: a connection that is kept alive holds a thread.
    private const int HttpThreads = 50;

    private readonly string[] _command;
    private readonly string _folder;
    private ServerProcess _process;

    private OrthancServer(string folder)
    {
        int http = ServerProcess.FreePort();
        int dicom = ServerProcess.FreePort();
        string configuration = Path.Combine(folder, "orthanc.json");
        File.WriteAllText(configuration, JsonSerializer.Serialize(Configuration(folder, http, dicom)));
        Http = HttpTarget.Loopback(http);
        Dicom = new DicomTarget(new IPEndPoint(IPAddress.Loopback, dicom), "ORTHANC");
        _folder = folder;
        _command = [Program, "--logdir=" + folder, configuration];
        _process = ServerProcess.Start(_command, folder, Http);
    }

    /// <inheritdoc/>
    public string Name => "Orthanc";

    /// <inheritdoc/>
    public HttpTarget Http { get; }

    /// <inheritdoc/>
    public DicomTarget? Dicom { get; }

    /// <inheritdoc/>
    public ProcessFigures Process => _process.Figures;

    /// <summary>It is compiled ahead: what is to be filled are caches.</summary>
    public int WarmUp => 1000;

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime => _process.StartTime;

    /// <summary>Starts it on a folder: <c>storage/</c> in it, with the index, is used if it is there, and made if not.</summary>
    /// <param name="folder">Exists.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or does not start.</exception>
    public static OrthancServer Start(string folder) => File.Exists(Program)
        ? new OrthancServer(folder)
        : throw new InvalidOperationException($"{Program} is missing. Install it (Debian, Ubuntu: sudo apt-get install orthanc), or leave it out: --servers attachmentpacs.");

    /// <inheritdoc/>
    public void Stop() => _process.Dispose();

    /// <inheritdoc/>
    public void Start() => _process = ServerProcess.Start(_command, _folder, Http);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static Dictionary<string, object> Configuration(string folder, int http, int dicom) => new()
    {
        ["StorageDirectory"] = Path.Combine(folder, "storage"),
        ["IndexDirectory"] = Path.Combine(folder, "storage"),
        ["StorageCompression"] = false,
        ["SyncStorageArea"] = true,
        ["StoreMD5ForAttachments"] = true,
        ["OverwriteInstances"] = false,
        ["Plugins"] = Array.Empty<string>(),
        ["HttpPort"] = http,
        ["HttpThreadsCount"] = HttpThreads,
        ["KeepAlive"] = true,
        ["TcpNoDelay"] = true,
        ["RemoteAccessAllowed"] = false,
        ["AuthenticationEnabled"] = false,
        ["DicomServerEnabled"] = true,
        ["DicomPort"] = dicom,
        ["DicomAet"] = "ORTHANC",
        ["DicomCheckCalledAet"] = false,
        ["DicomAlwaysAllowEcho"] = true,
        ["DicomAlwaysAllowStore"] = true,
    };
}
