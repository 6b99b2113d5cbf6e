namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>HEAD is routed as GET (RFC 9110 9.3.2); answers know the method and leave their body out.</summary>
internal sealed class HeadMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        Stream body = http.Response.Body;
        http.Request.Method = HttpMethods.Get;
        http.Items[Key] = true;
        http.Response.Body = Stream.Null;
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            http.Request.Method = HttpMethods.Head;
            http.Response.Body = body;
        }
    }

    /// <summary>Whether the client asked with HEAD.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Key);

    private const string Key = "Head";
}
