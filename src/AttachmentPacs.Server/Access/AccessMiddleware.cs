using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.Dialect;
using Microsoft.AspNetCore.Http.Features;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Lets in whom the configuration names, to what it allows. Stands after routing, whose path and endpoint it judges, and before every handler:
/// nothing of a body has been read. An unknown URI needs a user, too, so that a stranger learns nothing of what is there.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, Authenticator authenticator, RefusalLog refusals)
{
    // What Kestrel may read and throw away after a refusal, so that a client that is still sending can see the answer; it stops after 5 s, too.
    private const long MostDrained = 64 << 20;

    public async Task InvokeAsync(HttpContext http)
    {
        bool isOpen = RouteNeeds.IsOpen(http.GetEndpoint());
        if (!isOpen || http.Request.Headers.Authorization.Count > 0)
        {
            try
            {
                User user = await authenticator.AuthenticateAsync(http).ConfigureAwait(false);
                http.User = user.Principal;
                if (!isOpen) Authorise(user, http);
            }
            catch (AccessException e)
            {
                refusals.Report(http, e);
                if (!isOpen)
                {
                    LimitBody(http);
                    throw;
                }
            }
        }

        await next(http).ConfigureAwait(false);
    }

    private static void Authorise(User user, HttpContext http)
    {
        string path = http.Request.Path.Value ?? "/";
        if (!user.MayReach(path))
        {
            throw new AccessException(StatusCodes.Status403Forbidden, $"{user.Name} is kept to the paths in Http:Users:{user.Name}:Scopes", "outside of the user's scopes", user.Name);
        }

        Role role = RouteNeeds.RoleOf(http.GetEndpoint(), http.Request.Method);
        if (user.Has(role)) return;
        string method = HeadMiddleware.IsHead(http) ? HttpMethods.Head : http.Request.Method;
        throw new AccessException(StatusCodes.Status403Forbidden, $"{method} {path} needs the role {role}, which {user.Name} does not have", $"without the role {role}", user.Name);
    }

    private static void LimitBody(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = Math.Min(body.MaxRequestBodySize ?? MostDrained, MostDrained);
        }
    }
}
