using System.Net;

namespace AttachmentPacs.Bench.Servers;

/// <summary>This archive as it is built, with its defaults: everything durable, MD5 on.</summary>
internal sealed class AttachmentPacsServer : IServer, IRestartable
{
    private readonly string[] _command;
    private readonly string _folder;
    private ServerProcess _process;

    private AttachmentPacsServer(string name, string folder, string program)
    {
        int http = ServerProcess.FreePort();
        int dicom = ServerProcess.FreePort();
        Name = name;
        Http = HttpTarget.Loopback(http);
        Dicom = new DicomTarget(new IPEndPoint(IPAddress.Loopback, dicom), "ATTACHMENTPACS");
        _folder = folder;
        _command =
        [
            "dotnet", program, $"--Http:Port={http}", "--Dicom:Enabled=true", $"--Dicom:Port={dicom}", $"--Storage:Directory={Path.Combine(folder, StorageName)}",
            $"--Database:Sqlite:Path={Path.Combine(folder, IndexName)}",
        ];
        _process = ServerProcess.Start(_command, folder, Http);
    }

    /// <summary>The file of the index in the folder.</summary>
    public const string IndexName = "index.db";

    /// <summary>The folder of the blobs in it.</summary>
    public const string StorageName = "storage";

    /// <summary>Where the program lies that a Release build makes.</summary>
    public static string Built => Path.Combine(RepositoryFolder.Path, "src/AttachmentPacs.Server/bin/Release/net10.0/AttachmentPacs.Server.dll");

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public HttpTarget Http { get; }

    /// <inheritdoc/>
    public DicomTarget? Dicom { get; }

    /// <inheritdoc/>
    public ProcessFigures Process => _process.Figures;

    /// <summary>The runtime compiles a method up to three times, each time after it has been called often, beside the load.</summary>
    public int WarmUp => 8000;

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan StartTime => _process.StartTime;

    /// <summary>Starts it on a folder: <c>storage/</c> and <c>index.db</c> in it are used if they are there, and made if not.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="program">AttachmentPacs.Server.dll of some build; null for <see cref="Built"/>.</param>
    /// <param name="name">As the table names it.</param>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static AttachmentPacsServer Start(string folder, string? program = null, string name = "AttachmentPacs")
    {
        program ??= Built;
        if (!File.Exists(program)) throw new FileNotFoundException($"{program} is not there. Build the server: dotnet build src/AttachmentPacs.Server -c Release.");
        return new AttachmentPacsServer(name, folder, program);
    }

    /// <summary>Starts it anew with a copy of an index in place of its own, and without blobs: an index and a storage of different origin are not started.</summary>
    public void TakeIndex(string file)
    {
        Stop();
        Directory.Delete(Path.Combine(_folder, StorageName), recursive: true);
        foreach (string old in Directory.EnumerateFiles(_folder, IndexName + "*")) File.Delete(old);
        File.Copy(file, Path.Combine(_folder, IndexName));
        Start();
    }

    /// <inheritdoc/>
    public void Stop() => _process.Dispose();

    /// <inheritdoc/>
    public void Start() => _process = ServerProcess.Start(_command, _folder, Http);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
