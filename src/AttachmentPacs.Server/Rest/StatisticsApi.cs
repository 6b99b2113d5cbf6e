using System.Globalization;
using System.Text.Json;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Counters of the store and of single resources (contract 1.10): bytes as decimal strings, mebibytes as numbers.</summary>
internal static class StatisticsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/statistics", async (HttpContext http, IIndex index) =>
    {
        IndexStatistics all = await index.StatisticsAsync(http.RequestAborted).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("CountInstances", all.Instances);
            json.WriteNumber("CountPatients", all.Patients);
            json.WriteNumber("CountSeries", all.Series);
            json.WriteNumber("CountStudies", all.Studies);
            WriteSize(json, "TotalDiskSize", all.CompressedSize);
            WriteSize(json, "TotalUncompressedSize", all.UncompressedSize);
            json.WriteEndObject();
        });
    });

    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level) =>
        routes.MapGet($"/{level.Collection()}/{{id}}/statistics", (string id, HttpContext http, IIndex index) => OfAsync(level, id, http, index));

    private static async Task<IResult> OfAsync(ResourceLevel level, string id, HttpContext http, IIndex index)
    {
        ResourceRow row = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        ResourceStatistics one = await index.StatisticsAsync(row.Key, http.RequestAborted).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            if (level <= ResourceLevel.Series) json.WriteNumber("CountInstances", one.Instances);
            if (level <= ResourceLevel.Study) json.WriteNumber("CountSeries", one.Series);
            if (level <= ResourceLevel.Patient) json.WriteNumber("CountStudies", one.Studies);
            WriteSize(json, "DicomDiskSize", one.DicomCompressedSize);
            WriteSize(json, "DicomUncompressedSize", one.DicomUncompressedSize);
            WriteSize(json, "DiskSize", one.CompressedSize);
            WriteSize(json, "UncompressedSize", one.UncompressedSize);
            json.WriteEndObject();
        });
    }

    private static void WriteSize(Utf8JsonWriter json, string name, long bytes)
    {
        json.WriteString(name, bytes.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber(name + "MB", bytes >> 20);
    }
}
