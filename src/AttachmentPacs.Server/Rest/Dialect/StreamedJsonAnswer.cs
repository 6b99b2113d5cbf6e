using System.Buffers;
using System.Text.Json;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// A JSON array of any length in a fixed amount of memory: sent piece by piece while it is made; a short one is sent whole, with its length.
/// With keys, an object.
/// </summary>
internal sealed class StreamedJsonAnswer : IResult
{
    private readonly IAsyncEnumerable<(string? Key, Action<Utf8JsonWriter> Write)> _elements;
    private readonly bool _isObject;

    private StreamedJsonAnswer(IAsyncEnumerable<(string? Key, Action<Utf8JsonWriter> Write)> elements, bool isObject) =>
        (_elements, _isObject) = (elements, isObject);

    /// <summary>An array.</summary>
    public static StreamedJsonAnswer Array(IAsyncEnumerable<Action<Utf8JsonWriter>> elements) =>
        new(elements.Select(write => ((string?)null, write)), isObject: false);

    /// <summary>An object, its keys in the order in which they come.</summary>
    public static StreamedJsonAnswer Object(IAsyncEnumerable<(string? Key, Action<Utf8JsonWriter> Write)> elements) => new(elements, isObject: true);

    private const int Piece = 64 << 10;

    public async Task ExecuteAsync(HttpContext http)
    {
        var piece = new ArrayBufferWriter<byte>(4096);
        var compact = new ArrayBufferWriter<byte>(1024);
        http.Response.ContentType = JsonAnswer.MediaType;
        using var json = new Utf8JsonWriter(compact, JsonAnswer.Style);
        bool isFirst = true;
        bool isWhole = true;
        piece.Write(_isObject ? "{"u8 : "["u8);
        await foreach ((string? key, Action<Utf8JsonWriter> write) in _elements.WithCancellation(http.RequestAborted).ConfigureAwait(false))
        {
            compact.ResetWrittenCount();
            json.Reset(compact);
            write(json);
            json.Flush();
            if (!isFirst) piece.Write(","u8);
            JsonStyle.NewLine(piece, 1);
            if (key is not null) WriteKey(piece, key);
            JsonStyle.Write(compact.WrittenSpan, piece, depth: 1);
            isFirst = false;
            if (piece.WrittenCount < Piece) continue;
            await http.Response.Body.WriteAsync(piece.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
            piece.ResetWrittenCount();
            isWhole = false;
        }

        if (!isFirst) JsonStyle.NewLine(piece, 0);
        piece.Write(_isObject ? "}\n"u8 : "]\n"u8);
        if (isWhole) http.Response.ContentLength = piece.WrittenCount;
        await http.Response.Body.WriteAsync(piece.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteKey(ArrayBufferWriter<byte> piece, string key)
    {
        piece.Write("\""u8);
        piece.Write(JsonEncodedText.Encode(key).EncodedUtf8Bytes);
        piece.Write("\" : "u8);
    }
}
