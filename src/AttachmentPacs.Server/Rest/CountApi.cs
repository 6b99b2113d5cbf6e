using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>How many resources of a level there are (contract 1.8), out of the counters: any condition is refused, and nothing is searched.</summary>
internal static class CountApi
{
    private static readonly string[] Conditions = ["Labels", "MetadataQuery", "ParentPatient", "ParentStudy", "ParentSeries", "Query"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tools/count-resources", CountAsync).Needs(Role.Read);

    private static async Task<IResult> CountAsync(HttpContext http, IIndex index)
    {
        using JsonDocument body = await http.ReadJsonAsync().ConfigureAwait(false);
        ResourceLevel level = Level(body.RootElement);
        foreach (string name in Conditions)
        {
            if (body.RootElement.TryGetProperty(name, out JsonElement condition) && !IsEmpty(condition))
            {
                throw new RestException(OrthancError.ParameterOutOfRange, $"{name} is not empty: only all resources of a level are counted");
            }
        }

        // Contract 1.8.
        if (body.RootElement.TryGetProperty("CaseSensitive", out JsonElement isSensitive) && isSensitive.ValueKind == JsonValueKind.True)
        {
            throw new RestException(OrthancError.ParameterOutOfRange, "CaseSensitive cannot be true: nothing is compared by letter here");
        }

        IndexStatistics all = await index.StatisticsAsync(http.RequestAborted).ConfigureAwait(false);
        long count = level switch
        {
            ResourceLevel.Patient => all.Patients,
            ResourceLevel.Study => all.Studies,
            ResourceLevel.Series => all.Series,
            _ => all.Instances,
        };
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("Count", count);
            json.WriteEndObject();
        });
    }

    private static ResourceLevel Level(JsonElement body)
    {
        string? name = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("Level", out JsonElement level) && level.ValueKind == JsonValueKind.String
            ? level.GetString() : null;
        foreach (ResourceLevel each in Levels.All)
        {
            if (string.Equals(name, each.ToString(), StringComparison.OrdinalIgnoreCase)) return each;
        }

        throw new RestException(OrthancError.BadFileFormat, "Expected {\"Level\": \"Patient\", \"Study\", \"Series\" or \"Instance\", \"Query\": {}}");
    }

    private static bool IsEmpty(JsonElement condition) => condition.ValueKind switch
    {
        // An empty value matches all (contract 1.8).
        JsonValueKind.Object => condition.EnumerateObject().All(each => each.Value.ValueKind == JsonValueKind.String && IsEmpty(each.Value)),
        JsonValueKind.Array => condition.GetArrayLength() == 0,
        JsonValueKind.String => condition.GetString()!.Length == 0,
        _ => false,
    };
}
