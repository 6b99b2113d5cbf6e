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

    /// <exception cref="UsageException">The file cannot be made.</exception>
    public ReportFile(string path, string command, string archive, TimeProvider time)
    {
        try
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The report cannot be written to {path}: {e.Message}");
        }

        _json = new Utf8JsonWriter(_file, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartObject();
        _json.WriteString("Command", command);
        _json.WriteString("Version", Product.Version);
        _json.WriteString("Archive", archive);
        _json.WriteString("Started", time.GetUtcNow());
        _json.WriteStartArray("Files");
        _json.Flush();
    }

    /// <summary>Adds a file.</summary>
    public void Add(Action<Utf8JsonWriter> properties)
    {
        lock (_gate)
        {
            _json.WriteStartObject();
            properties(_json);
            _json.WriteEndObject();
            if (_json.BytesPending > FlushAt) _json.Flush();
        }
    }

    /// <summary>Adds the totals: the report is complete.</summary>
    public void End(Action<Utf8JsonWriter> properties)
    {
        lock (_gate)
        {
            _json.WriteEndArray();
            properties(_json);
            _json.WriteEndObject();
            _json.Flush();
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
