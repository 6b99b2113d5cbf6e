using System.Buffers;
using System.Text.Json;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// A JSON array of any length in a fixed amount of memory: sent piece by piece while it is made; a short one is sent whole, with its length.
/// </summary>
internal sealed class JsonArrayAnswer(IAsyncEnumerable<Action<Utf8JsonWriter>> elements) : IResult
{
    private const int Piece = 64 << 10;

    public async Task ExecuteAsync(HttpContext http)
    {
        var piece = new ArrayBufferWriter<byte>(4096);
        var compact = new ArrayBufferWriter<byte>(1024);
        http.Response.ContentType = JsonAnswer.MediaType;
        using var json = new Utf8JsonWriter(compact, JsonAnswer.Style);
        bool isFirst = true;
        bool isWhole = true;
        piece.Write("["u8);
        await foreach (Action<Utf8JsonWriter> write in elements.WithCancellation(http.RequestAborted).ConfigureAwait(false))
        {
            compact.ResetWrittenCount();
            json.Reset(compact);
            write(json);
            json.Flush();
            if (!isFirst) piece.Write(","u8);
            JsonStyle.NewLine(piece, 1);
            JsonStyle.Write(compact.WrittenSpan, piece, depth: 1);
            isFirst = false;
            if (piece.WrittenCount < Piece) continue;
            await http.Response.Body.WriteAsync(piece.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
            piece.ResetWrittenCount();
            isWhole = false;
        }

        if (!isFirst) JsonStyle.NewLine(piece, 0);
        piece.Write("]\n"u8);
        if (isWhole) http.Response.ContentLength = piece.WrittenCount;
        await http.Response.Body.WriteAsync(piece.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }
}
