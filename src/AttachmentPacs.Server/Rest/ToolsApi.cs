using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Small tools (contract 1.14) and look-up (contract 1.8).</summary>
internal static class ToolsApi
{
    private const int MaxIdentifier = 4096;
    private const string Folder = "/tools/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tools", (EndpointDataSource all) => JsonAnswers.Strings(Names(all)));
        routes.MapGet("/tools/now", (TimeProvider time) => TextAnswer.Of(OrthancDate.Format(time.GetUtcNow())));
        routes.MapGet("/tools/now-local", (TimeProvider time) => TextAnswer.Of(time.GetLocalNow().ToString("yyyyMMdd'T'HHmmss", null)));
        routes.MapGet("/tools/generate-uid", (HttpContext http) => GenerateUid(http.Request.Argument("level")));
        routes.MapGet("/tools/labels", async (HttpContext http, IIndex index) =>
            JsonAnswers.Strings(await index.AllLabelsAsync(http.RequestAborted).ConfigureAwait(false)));
        routes.MapPost("/tools/lookup", LookupAsync).Needs(Role.Read);
    }

    // What is mapped is there, whoever maps it.
    private static IEnumerable<string> Names(EndpointDataSource all) =>
        all.Endpoints.OfType<RouteEndpoint>().Select(route => route.RoutePattern.RawText ?? "").Where(path => path.StartsWith(Folder, StringComparison.Ordinal))
            .Select(path => path[Folder.Length..]).Distinct().Order(StringComparer.Ordinal);

    private static IResult GenerateUid(string? level)
    {
        if (level is null) return EmptyAnswer.NotFound;
        return level switch
        {
            "patient" => TextAnswer.Of(ResourceId.ForPatient(DicomUid.New()).ToString()),
            "study" or "series" or "instance" => TextAnswer.Of(DicomUid.New()),
            _ => throw new RestException(OrthancError.ParameterOutOfRange, $"\"{level}\" is no level: expected patient, study, series or instance"),
        };
    }

    private static async Task<IResult> LookupAsync(HttpContext http, IIndex index)
    {
        string identifier = (await http.ReadTextAsync(MaxIdentifier, "An identifier").ConfigureAwait(false)).Trim();
        if (identifier.IndexOfAny(['*', '?']) >= 0)
        {
            throw new RestException(OrthancError.ParameterOutOfRange, "Wildcards are not allowed here: an identifier is looked up as it is");
        }

        var found = new List<ResourceRow>();
        if (identifier.Length > 0)
        {
            foreach (ResourceLevel level in Levels.All)
            {
                found.AddRange(await index.LookupAsync(level, identifier, http.RequestAborted).ConfigureAwait(false));
            }
        }

        return new JsonAnswer(json =>
        {
            json.WriteStartArray();
            foreach (ResourceRow row in found)
            {
                json.WriteStartObject();
                json.WriteString("ID", row.Id.ToString());
                json.WriteString("Path", Levels.PathOf(row.Level, row.Id));
                json.WriteString("Type", row.Level.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
