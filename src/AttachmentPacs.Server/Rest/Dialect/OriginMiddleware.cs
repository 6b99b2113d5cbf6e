namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// Refuses writes that a browser sends from pages of another origin: a hospital's workstation must not write into the archive because of a
/// page that somebody looks at. Clients that are no browsers send neither header.
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, ILogger<OriginMiddleware> log)
{
    public Task InvokeAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || IsOwn(request)) return next(http);
        log.CrossOriginRefused(request.Method, request.Path, request.Headers.Origin.ToString());
        throw new RestException(OrthancError.ForbiddenAccess, "Writes from pages of another origin are refused");
    }

    private static bool IsOwn(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return false;
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
