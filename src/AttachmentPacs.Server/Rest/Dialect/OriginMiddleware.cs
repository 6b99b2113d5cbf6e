using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// Refuses what a browser sends because of a page of another origin: a hospital's workstation must not write into the archive, nor read it
/// out, because of a page that somebody looks at. Writes need our own origin, and every request of a browser a host name that is ours,
/// because a stranger's name can be made to point here. Clients that are no browsers send neither Origin nor Sec-Fetch-Site.
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, ServerOptions options, RefusalLog refusals)
{
    public Task InvokeAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (IsBrowser(request) && !IsOwnHost(request.Host.Host))
        {
            refusals.ReportHost(http);
            throw new RestException(
                OrthancError.ForbiddenAccess, $"This server is not known as \"{request.Host.Host}\": call it by its address, or add the name to Http:Hosts");
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || IsOwn(request)) return next(http);
        refusals.ReportOrigin(http);
        throw new RestException(OrthancError.ForbiddenAccess, "Writes from pages of another origin are refused");
    }

    // Only in a browser can a stranger's page make requests; a page can set its User-Agent, but neither keep Accept-Language away nor make headers of
    // Sec-. Node's fetch sends one of those without the other, which no browser does; old PowerShells call themselves Mozilla, too.
    private static bool IsBrowser(HttpRequest request)
    {
        if (request.Headers.ContainsKey("Sec-Fetch-Mode") && !request.Headers.ContainsKey("Sec-Fetch-Site")) return false;
        string agent = request.Headers.UserAgent.ToString();
        return request.Headers.AcceptLanguage.Count > 0
            || (agent.Contains("Mozilla/", StringComparison.Ordinal) && !agent.Contains("PowerShell/", StringComparison.Ordinal));
    }

    private bool IsOwnHost(string host) => host.Length == 0 || IPAddress.TryParse(host, out _)
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || options.Http.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static bool IsOwn(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return false;
        string origin = request.Headers.Origin.ToString();

        // An image's address can hold ?_method=DELETE, and over plain HTTP a browser says of an image's request neither origin nor site.
        if (origin.Length == 0) return site.Length > 0 || !IsBrowser(request) || !request.HttpContext.Items.ContainsKey(PathMiddleware.IsOverridden);

        // A reverse proxy may have taken TLS off; where it is ours, a page that came without it is not.
        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            && (!request.IsHttps || uri.Scheme == Uri.UriSchemeHttps);
    }
}
