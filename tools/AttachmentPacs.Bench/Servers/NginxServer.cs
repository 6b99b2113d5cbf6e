using System.Globalization;

namespace AttachmentPacs.Bench.Servers;

/// <summary>nginx that serves files: what a server can give that does nothing but send them. Of Debian's package, with a configuration of our own.</summary>
internal sealed class NginxServer : IServer
{
    private const string Program = "/usr/sbin/nginx";

    private readonly ServerProcess _process;
    private readonly string _files;

    private NginxServer(ServerProcess process, HttpTarget http, string files)
    {
        _process = process;
        _files = files;
        Http = http;

        // The master does nothing: its children serve.
        string children = File.ReadAllText($"/proc/{process.Figures.Id}/task/{process.Figures.Id}/children");
        Process = new ProcessFigures([.. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))]);
    }

    /// <inheritdoc/>
    public string Name => "nginx";

    /// <inheritdoc/>
    public HttpTarget Http { get; }

    /// <inheritdoc/>
    public DicomTarget? Dicom => null;

    /// <inheritdoc/>
    public ProcessFigures Process { get; }

    /// <inheritdoc/>
    public int WarmUp => 1000;

    /// <summary>Whether it is installed.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>Starts it on a folder that exists.</summary>
    public static NginxServer Start(string folder)
    {
        string files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        int port = ServerProcess.FreePort();
        string configuration = Path.Combine(folder, "nginx.conf");
        string[] temporary = ["client_body_temp_path", "proxy_temp_path", "fastcgi_temp_path", "uwsgi_temp_path", "scgi_temp_path"];
        string user = Environment.IsPrivilegedProcess ? "user root;" : "";
        File.WriteAllText(configuration, $$"""
            daemon off; {{user}} worker_processes auto; pid {{folder}}/nginx.pid; error_log {{folder}}/error.log;
            events { worker_connections 256; }
            http {
              access_log off; sendfile on; keepalive_requests 100000000; default_type application/dicom;
              {{string.Join(' ', temporary.Select(name => $"{name} {folder}/{name};"))}}
              server { listen 127.0.0.1:{{port}}; root {{files}}; location = /system { return 200 "{}"; } }
            }
            """);
        var target = HttpTarget.Loopback(port);
        return new NginxServer(ServerProcess.Start([Program, "-c", configuration, "-p", folder, "-e", Path.Combine(folder, "error.log")], folder, target), target, files);
    }

    /// <summary>Puts a file where it is served.</summary>
    /// <returns>Its path.</returns>
    public string Put(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(Path.Combine(_files, name), bytes);
        return "/" + name;
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
