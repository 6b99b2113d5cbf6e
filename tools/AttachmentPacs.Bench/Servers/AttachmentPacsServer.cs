using System.Net;

namespace AttachmentPacs.Bench.Servers;

/// <summary>This archive as it is built, with its defaults: everything durable, MD5 on.</summary>
internal sealed class AttachmentPacsServer : IServer
{
    private readonly ServerProcess _process;

    private AttachmentPacsServer(ServerProcess process, HttpTarget http, int dicomPort)
    {
        _process = process;
        Http = http;
        Dicom = new DicomTarget(new IPEndPoint(IPAddress.Loopback, dicomPort), "ATTACHMENTPACS");
    }

    /// <inheritdoc/>
    public string Name => "AttachmentPacs";

    /// <inheritdoc/>
    public HttpTarget Http { get; }

    /// <inheritdoc/>
    public DicomTarget? Dicom { get; }

    /// <inheritdoc/>
    public ProcessFigures Process => _process.Figures;

    /// <summary>The runtime compiles a method twice, the second time after it has been called often.</summary>
    public int WarmUp => 3000;

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime => _process.StartTime;

    /// <summary>Where the program lies that a Release build makes; <c>ATTACHMENTPACS_SERVER</c> in the environment names another.</summary>
    public static string Program => Environment.GetEnvironmentVariable("ATTACHMENTPACS_SERVER")
        ?? Path.Combine(RepositoryFolder.Path, "src/AttachmentPacs.Server/bin/Release/net10.0/AttachmentPacs.Server.dll");

    /// <summary>Starts it on a folder: <c>storage/</c> and <c>index.db</c> in it are used if they are there, and made if not.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="settings">More of the configuration, as <c>Key:Name=value</c>.</param>
    public static AttachmentPacsServer Start(string folder, params string[] settings)
    {
        if (!File.Exists(Program)) throw new FileNotFoundException($"{Program} is not there. Build the server: dotnet build src/AttachmentPacs.Server -c Release.");
        int http = ServerProcess.FreePort();
        int dicom = ServerProcess.FreePort();
        string[] command =
        [
            "dotnet", Program, $"--Http:Port={http}", "--Dicom:Enabled=true", $"--Dicom:Port={dicom}", $"--Storage:Directory={Path.Combine(folder, "storage")}",
            $"--Database:Sqlite:Path={Path.Combine(folder, "index.db")}", .. settings.Select(setting => $"--{setting}"),
        ];
        var target = HttpTarget.Loopback(http);
        return new AttachmentPacsServer(ServerProcess.Start(command, folder, target), target, dicom);
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
