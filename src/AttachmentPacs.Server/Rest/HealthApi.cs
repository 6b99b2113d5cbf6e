using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Health;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Whether the process answers, and whether requests may come: for load balancers and supervisors, which bring no user.</summary>
internal static class HealthApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => new JsonAnswer(json => Write(json, "live", []))).OpenToAll();
        routes.MapGet("/health/ready", ReadyAsync).OpenToAll();
    }

    private static async Task<IResult> ReadyAsync(HttpContext http, HealthProbe probe, ServerOptions options)
    {
        HealthReport report = await probe.CheckAsync(http.RequestAborted).ConfigureAwait(false);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.StatusCode = report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

        // Paths and causes are for those who may know them.
        bool mayKnow = options.Http.Users.Count == 0 || http.User.Identity is { IsAuthenticated: true };
        return new JsonAnswer(json => Write(json, report.IsReady ? "ready" : "not ready", mayKnow ? report.Parts : []));
    }

    private static void Write(Utf8JsonWriter json, string status, IReadOnlyList<PartState> parts)
    {
        json.WriteStartObject();
        if (parts.Count > 0)
        {
            json.WriteStartObject("Parts");
            foreach (PartState part in parts) json.WriteString(part.Name, part.Problem ?? "ok");
            json.WriteEndObject();
        }

        json.WriteString("Status", status);
        json.WriteEndObject();
    }
}
