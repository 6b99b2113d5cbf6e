using System.Text.RegularExpressions;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// Before routing: repeated and trailing slashes mean nothing (contract 1.22), a method may be given in a header or, on GET, in the query
/// (contract 1.1), a body needs a length or chunks (HTTP/2 has its own end of it), and every answer forbids sniffing.
/// </summary>
internal sealed partial class PathMiddleware(RequestDelegate next, Quirks quirks)
{
    public const string OriginalPath = "OriginalPath";

    /// <summary>Set where the method was given in a header or in the query.</summary>
    public const string IsOverridden = "IsOverridden";

    private static readonly string[] Verbs = ["GET", "POST", "PUT", "DELETE"];
    private static readonly string[] WebDavVerbs = ["OPTIONS", "PROPFIND"];

    public async Task InvokeAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Items[OriginalPath] = request.Path.Value;
        RefuseTwoLengths(request);
        request.Path = Normalise(request.Path.Value ?? "/");
        string method = Override(request);
        if (method != request.Method) http.Items[IsOverridden] = true;
        request.Method = method;
        if (HttpMethods.IsHead(request.Method) && !quirks.HasHead)
        {
            throw new RestException(OrthancError.UnknownResource, $"There is no HEAD for {request.Path} with Http:OrthancQuirks");
        }

        if (HasBody(request.Method) && !HttpProtocol.IsHttp2(request.Protocol) && request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            throw new RestException(
                OrthancError.BadRequest, "A POST or PUT needs Content-Length or chunks: send Content-Length: 0 (curl: -d '') for an empty body",
                StatusCodes.Status411LengthRequired);
        }

        await next(http).ConfigureAwait(false);
        if (http.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }) Refuse(http);
    }

    // The verbs served, in the dialect's order and without blanks.
    private void Refuse(HttpContext http)
    {
        string allowed = http.Response.Headers.Allow.ToString();
        http.Response.Headers.Allow = string.Join(',', Verbs.Where(verb => allowed.Contains(verb, StringComparison.Ordinal)));
        http.Response.ContentLength = 0;
        if (Verbs.Contains(http.Request.Method)) return;
        http.Response.StatusCode = WebDavVerbs.Contains(http.Request.Method) ? quirks.WebDavMethodStatus : quirks.UnknownMethodStatus;
        if (http.Response.StatusCode == StatusCodes.Status404NotFound) http.Response.Headers.Remove("Allow");
    }

    // RFC 9112 6.1: two lengths are how a request is smuggled past a proxy. Kestrel keeps the one that it does not heed under another name.
    private static void RefuseTwoLengths(HttpRequest request)
    {
        IHeaderDictionary headers = request.Headers;
        if (!headers.ContainsKey("Transfer-Encoding") || (request.ContentLength is null && !headers.ContainsKey("X-Content-Length"))) return;
        request.HttpContext.Response.Headers.Connection = "close";
        throw new RestException(OrthancError.BadRequest, "A request has Content-Length or Transfer-Encoding, not both");
    }

    private static bool HasBody(string method) => HttpMethods.IsPost(method) || HttpMethods.IsPut(method);

    private static string Override(HttpRequest request)
    {
        string asked = request.Headers["X-HTTP-Method-Override"].ToString();
        if (asked.Length == 0 && HttpMethods.IsGet(request.Method)) asked = request.Query["_method"].ToString();
        return asked.ToUpperInvariant() switch
        {
            "" => request.Method,
            "PUT" => HttpMethods.Put,
            "DELETE" => HttpMethods.Delete,
            _ => throw new RestException(OrthancError.BadRequest, $"\"{asked}\" cannot stand for a method: only PUT and DELETE can"),
        };
    }

    private static string Normalise(string path)
    {
        if (!path.Contains("//", StringComparison.Ordinal) && (path.Length <= 1 || path[^1] != '/')) return path;
        string single = Slashes().Replace(path, "/");
        return single.Length > 1 ? single.TrimEnd('/') : single;
    }

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();
}
