using System.Text.Encodings.Web;
using System.Text.Json;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Progress;

/// <summary>
/// The report as JSON (docs/command-line.md): each file that needs a word is written as it comes, the totals at the end, so that memory does not
/// grow with the number of files.
/// </summary>
internal sealed class ReportFile : IDisposable
{
    private const int FlushAt = 64 << 10;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly Utf8JsonWriter _json;
    private string? _problem;

    /// <exception cref="UsageException">The file cannot be made.</exception>
    public ReportFile(string path, string command, string archive, TimeProvider time)
    {
        try
        {
            // Unbuffered, so that nothing is left to be written, and to fail, when it is closed.
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1);
            _json = Begin(_file, command, archive, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw new UsageException($"The report cannot be written to {path}: {e.Message}");
        }
    }

    /// <summary>Adds a file. A report that cannot be written is given up, which <see cref="End"/> tells, and the run goes on.</summary>
    public void Add(Action<Utf8JsonWriter> properties) => Write(() =>
    {
        _json.WriteStartObject();
        properties(_json);
        _json.WriteEndObject();
        if (_json.BytesPending > FlushAt) _json.Flush();
    });

    /// <summary>Adds the totals: the report is complete.</summary>
    /// <param name="status">The exit status of the run so far.</param>
    /// <param name="error">Told if the report could not be written.</param>
    /// <param name="properties">Writes the totals.</param>
    /// <returns>The exit status: of a run that did all but its report, <see cref="ExitStatus.SomeFailed"/>.</returns>
    public int End(int status, TextWriter error, Action<Utf8JsonWriter> properties)
    {
        Write(() =>
        {
            _json.WriteEndArray();
            properties(_json);
            _json.WriteEndObject();
            _json.Flush();
            _file.Flush(flushToDisk: true);
        });
        if (_problem is null) return status;
        error.WriteLine(_problem);
        return status == ExitStatus.Done ? ExitStatus.SomeFailed : status;
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    private static Utf8JsonWriter Begin(FileStream file, string command, string archive, TimeProvider time)
    {
        var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("Command", command);
        json.WriteString("Version", Product.Version);
        json.WriteString("Archive", archive);
        json.WriteString("Started", time.GetUtcNow());
        json.WriteStartArray("Files");
        json.Flush();
        return json;
    }

    private void Write(Action write)
    {
        lock (_gate)
        {
            if (_problem is not null) return;
            try
            {
                write();
            }
            catch (IOException e)
            {
                _problem = $"The report is incomplete: {e.Message}. Make room, and call this again.";
                _json.Reset();
            }
        }
    }
}
