using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Bodies that are read whole, up to a limit.</summary>
internal static class SmallBody
{
    private const int JsonDepth = 64;

    /// <summary>Reads the body; what is longer than the limit is refused by counting, whatever its header claims.</summary>
    /// <exception cref="RestException">Longer.</exception>
    public static async Task<byte[]> ReadBodyAsync(
        this HttpContext http, int limit, string what, int status = StatusCodes.Status400BadRequest)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int count = await http.Request.Body.FillAsync(buffer, body.Length, http.RequestAborted).ConfigureAwait(false);
            body.Write(buffer, 0, count);
            if (count < buffer.Length && body.Length <= limit) return body.ToArray();
            if (body.Length > limit) throw new RestException(OrthancError.BadRequest, $"{what} may have {limit} bytes at most", status);
        }
    }

    /// <summary>The body as JSON, Limits:JsonBytes and 64 levels at most.</summary>
    /// <exception cref="RestException">Longer: 413; no JSON: 400.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(this HttpContext http)
    {
        int limit = http.RequestServices.GetRequiredService<ServerOptions>().Limits.JsonBytes;
        return ParseJson(await http.ReadBodyAsync(limit, "A JSON body (Limits:JsonBytes)", StatusCodes.Status413PayloadTooLarge).ConfigureAwait(false));
    }

    /// <summary>A body as JSON, 64 levels at most, each of whose texts can be read.</summary>
    /// <exception cref="RestException">It is none: 400.</exception>
    public static JsonDocument ParseJson(byte[] body)
    {
        try
        {
            CheckTexts(body);
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = JsonDepth });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RestException(OrthancError.BadJson, $"The body is no JSON: {e.Message}");
        }
    }

    /// <summary>The same as UTF-8 text.</summary>
    public static async Task<string> ReadTextAsync(this HttpContext http, int limit, string what) =>
        Encoding.UTF8.GetString(await http.ReadBodyAsync(limit, what).ConfigureAwait(false));

    // RFC 8259 8.1 and 8.2: bytes that are no UTF-8 and halves of surrogate pairs pass the parser, and fail whoever asks for the text.
    private static void CheckTexts(byte[] body)
    {
        if (!Utf8.IsValid(body)) throw new JsonException("it is not in UTF-8");
        if (body.AsSpan().IndexOf("\\u"u8) < 0) return;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonDepth });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped) reader.GetString();
        }
    }
}
