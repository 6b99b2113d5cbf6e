using System.Buffers;
using System.Text.Json;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// What a JSON answer is made in, used again by the next one: a writer, its compact bytes, and the same laid out. One set a thread is kept,
/// unless an answer has made it large.
/// </summary>
internal sealed class JsonBuffers : IDisposable
{
    private const int MaxKept = 256 << 10;

    [ThreadStatic]
    private static JsonBuffers? _kept;

    private readonly ArrayBufferWriter<byte> _compact = new(1024);
    private readonly ArrayBufferWriter<byte> _styled = new(2048);
    private readonly Utf8JsonWriter _json;

    private JsonBuffers() => _json = new Utf8JsonWriter(_compact, JsonAnswer.Style);

    /// <summary>A set for the caller alone, until it is disposed.</summary>
    public static JsonBuffers Rent()
    {
        JsonBuffers? kept = _kept;
        _kept = null;
        return kept ?? new JsonBuffers();
    }

    /// <summary>Writes and lays out one value, with a line end; valid until this is disposed.</summary>
    public ReadOnlyMemory<byte> Make(Action<Utf8JsonWriter> write)
    {
        write(_json);
        _json.Flush();
        JsonStyle.Write(_compact.WrittenSpan, _styled);
        _styled.Write("\n"u8);
        return _styled.WrittenMemory;
    }

    public void Dispose()
    {
        if (_styled.Capacity > MaxKept) return;
        _compact.ResetWrittenCount();
        _styled.ResetWrittenCount();
        _json.Reset(_compact);
        _kept = this;
    }
}
