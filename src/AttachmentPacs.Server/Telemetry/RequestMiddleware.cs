using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Around every request, outermost: measures it, names its span, and writes its line into the access log. Routes are shown as templates and
/// methods from a list, so that neither labels nor log hold what a client made up.
/// </summary>
internal sealed class RequestMiddleware(RequestDelegate next, AccessLog access, IServiceProvider services)
{
    /// <summary>Route of a request that matched none.</summary>
    private const string NoRoute = "none";

    public async Task InvokeAsync(HttpContext http)
    {
        long start = Stopwatch.GetTimestamp();
        CountingStream? received = null;
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false }) http.Request.Body = received = new CountingStream(http.Request.Body);
        var sent = new CountingStream(http.Response.Body);
        http.Response.Body = sent;

        // No service lives for a request only: without a scope of its own it costs less.
        http.RequestServices = services;
        ServerMetrics.EnterRequest();
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            TimeSpan took = Stopwatch.GetElapsedTime(start);

            // The one that was meant (contract 1.1): a deletion in the disguise of a GET is a deletion.
            string method = MethodOf(http.Request.Method);
            string route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;
            ServerMetrics.LeaveRequest(took.TotalSeconds, route, method, StatusOf(http), received?.Count ?? 0, sent.Count);
            access.Write(http, method, route, sent.Count, took);
            if (Activity.Current is { } span) span.DisplayName = $"{method} {route}";
        }
    }

    private static string StatusOf(HttpContext http) => http.RequestAborted.IsCancellationRequested
        ? "aborted"
        : (http.Response.StatusCode / 100) switch { 1 => "1xx", 2 => "2xx", 3 => "3xx", 4 => "4xx", _ => "5xx" };

    private static string MethodOf(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "PATCH" or "OPTIONS" ? method : "other";
}
