using System.IO.Compression;
using System.Reflection;
using AttachmentPacs.Server.Rest.Dialect;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace AttachmentPacs.Server.Ui;

/// <summary>
/// A file of the page that shows the API's description. Everything comes from this server: the page itself from this assembly, Swagger UI
/// from its package's, which is loaded when the page is first looked at. The policy lets the page run and reach nothing else.
/// </summary>
internal sealed class PageAnswer(string file) : IResult
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string PackagePrefix = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    // Those of the package are stored with gzip; LICENSE and NOTICE go with what they are about.
    private static readonly Dictionary<string, (string MediaType, bool IsPackaged)> Parts = new(StringComparer.Ordinal)
    {
        ["docs.html"] = ("text/html; charset=utf-8", false),
        ["docs.js"] = ("text/javascript; charset=utf-8", false),
        ["docs.css"] = ("text/css; charset=utf-8", false),
        ["swagger-ui.css"] = ("text/css; charset=utf-8", true),
        ["swagger-ui-bundle.js"] = ("text/javascript; charset=utf-8", true),
        ["favicon-32x32.png"] = ("image/png", true),
        ["LICENSE"] = ("text/plain; charset=utf-8", true),
        ["NOTICE"] = ("text/plain; charset=utf-8", true),
    };

    /// <summary>Names of all files.</summary>
    public static IEnumerable<string> Names => Parts.Keys;

    public static bool IsPart(string file) => Parts.ContainsKey(file);

    public async Task ExecuteAsync(HttpContext http)
    {
        (string mediaType, bool isPackaged) = Parts[file];
        HttpResponse response = http.Response;
        response.ContentType = mediaType;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
        await using Stream content = Open(isPackaged);
        bool isSentPacked = isPackaged && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isPackaged) response.Headers.Vary = "Accept-Encoding";
        if (isSentPacked) response.Headers.ContentEncoding = "gzip";
        if (!isPackaged || isSentPacked) response.ContentLength = content.Length;
        if (HeadMiddleware.IsHead(http)) return;
        await using Stream sent = isPackaged && !isSentPacked ? new GZipStream(content, CompressionMode.Decompress) : content;
        await sent.CopyToAsync(response.Body, http.RequestAborted).ConfigureAwait(false);
    }

    private Stream Open(bool isPackaged)
    {
        Assembly home = isPackaged ? typeof(SwaggerUIOptions).Assembly : typeof(PageAnswer).Assembly;
        string name = (isPackaged ? PackagePrefix : "Ui.") + file;
        return home.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{home.GetName().Name} has no resource {name}");
    }
}
