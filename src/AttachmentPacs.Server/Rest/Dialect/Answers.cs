using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>A JSON answer: keys in the order in which they are written, which is the alphabet's (contract 1.1), laid out by <see cref="JsonStyle"/>.</summary>
internal sealed class JsonAnswer(Action<Utf8JsonWriter> write, string mediaType = JsonAnswer.MediaType) : IResult
{
    public const string MediaType = "application/json; charset=utf-8";

    /// <summary>How all JSON of the API is written before it is laid out.</summary>
    public static readonly JsonWriterOptions Style = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    /// <summary>The empty object, which the dialect sends without a charset.</summary>
    public static IResult Empty { get; } = new BytesAnswer("{}"u8.ToArray(), "application/json");

    public async Task ExecuteAsync(HttpContext http)
    {
        using JsonBuffers buffers = JsonBuffers.Rent();
        await BytesAnswer.SendAsync(http, buffers.Make(write), mediaType).ConfigureAwait(false);
    }
}

/// <summary>
/// Bytes that are at hand, with their length. They leave in pieces: the time that a client may take to read is reckoned from what was written
/// at once, and for an answer of many megabytes that would be days.
/// </summary>
internal sealed class BytesAnswer(ReadOnlyMemory<byte> bytes, string mediaType) : IResult
{
    /// <summary>Most bytes of one write.</summary>
    public const int Piece = 64 << 10;

    public Task ExecuteAsync(HttpContext http) => SendAsync(http, bytes, mediaType);

    /// <summary>Sends bytes that stay as they are until all have left.</summary>
    public static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> bytes, string mediaType)
    {
        http.Response.ContentType = mediaType;
        http.Response.ContentLength = bytes.Length;
        if (HeadMiddleware.IsHead(http)) return;
        for (int at = 0; at < bytes.Length; at += Piece)
        {
            await http.Response.Body.WriteAsync(bytes.Slice(at, Math.Min(Piece, bytes.Length - at)), http.RequestAborted).ConfigureAwait(false);
        }
    }
}

/// <summary>Plain text.</summary>
internal static class TextAnswer
{
    public static IResult Of(string text) => new BytesAnswer(Encoding.UTF8.GetBytes(text), "text/plain");

    public static IResult Of(long number) => Of(number.ToString(CultureInfo.InvariantCulture));
}

/// <summary>No body: a status says all, as the dialect wants it in places (contract 1.1).</summary>
internal sealed class EmptyAnswer(int status) : IResult
{
    public static IResult Ok { get; } = new EmptyAnswer(StatusCodes.Status200OK);

    public static IResult BadRequest { get; } = new EmptyAnswer(StatusCodes.Status400BadRequest);

    public static IResult Forbidden { get; } = new EmptyAnswer(StatusCodes.Status403Forbidden);

    public static IResult NotFound { get; } = new EmptyAnswer(StatusCodes.Status404NotFound);

    public static IResult NotModified { get; } = new EmptyAnswer(StatusCodes.Status304NotModified);

    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = status;
        if (status != StatusCodes.Status304NotModified) http.Response.ContentLength = 0;
        if (status == StatusCodes.Status200OK) http.Response.ContentType = "text/plain";
        return Task.CompletedTask;
    }
}
