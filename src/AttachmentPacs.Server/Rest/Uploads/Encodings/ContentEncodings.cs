using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>The content codings of request bodies (RFC 9110 8.4): <c>gzip</c>, <c>deflate</c>, <c>zstd</c>, <c>br</c>, and two of them over each other.</summary>
internal static class ContentEncodings
{
    private const int Most = 2;

    /// <summary>The body as it was before the codings that its header names; itself, if there are none.</summary>
    /// <param name="http">Whose header.</param>
    /// <param name="body">As sent.</param>
    /// <param name="options">How far it may grow.</param>
    /// <exception cref="RestException">A coding that is not known here, or too many of them: 415.</exception>
    public static Stream Undo(HttpContext http, Stream body, ServerOptions options)
    {
        string[] codings = Read(http.Request.Headers.ContentEncoding.ToString(), CodecSupport.IsAvailable(Codec.Zstd));
        if (codings.Length == 0) return body;
        var sent = new CountedBody(body);
        var limit = new InflationLimit(sent, options.Http.MaxBodyBytes, options.Limits.InflationRatio);
        Stream decoded = sent;
        // RFC 9110 8.4: they are named in the order in which they were applied.
        foreach (string coding in codings.Reverse()) decoded = new DecodedBody(decoded, DecoderOf(coding), coding, limit);
        return decoded;
    }

    /// <summary>The codings of a header, in the order in which they were applied, under one name each.</summary>
    /// <exception cref="RestException">One that is not known here, or too many of them: 415.</exception>
    public static string[] Read(string header, bool hasZstd)
    {
        string[] codings =
        [
            .. header.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(coding => coding == "x-gzip" ? "gzip" : coding).Where(coding => coding != "identity"),
        ];
        string[] known = hasZstd ? ["gzip", "deflate", "zstd", "br"] : ["gzip", "deflate", "br"];
        if (!hasZstd && codings.Contains("zstd"))
        {
            throw Refuse("Content-Encoding zstd needs the library libzstd (Debian: libzstd1), which is not on the server's machine: install it, or send the body in another coding", known);
        }

        if (codings.Except(known).FirstOrDefault() is { } unknown)
        {
            throw Refuse($"Content-Encoding {unknown} is not supported: send the body as it is, or with {string.Join(", ", known)}", known);
        }

        return codings.Length <= Most ? codings : throw Refuse($"Content-Encoding names {codings.Length} codings: {Most} are undone at most", known);
    }

    private static ContentDecoder DecoderOf(string coding) => coding switch
    {
        "gzip" => new GzipDecoder(),
        "deflate" => new DeflateDecoder(),
        "zstd" => new ZstdBodyDecoder(),
        _ => new BrotliBodyDecoder(),
    };

    // RFC 9110 12.5.3: in an answer 415, what the server would take.
    private static RestException Refuse(string details, string[] known) =>
        new(OrthancError.UnsupportedMediaType, details) { Header = ("Accept-Encoding", string.Join(", ", known)) };
}
