using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>The change log and the export log (contract 1.9).</summary>
internal static class ChangesApi
{
    private const int DefaultLimit = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/changes", ChangesAsync);
        routes.MapDelete("/changes", async (HttpContext http, IIndex index) =>
        {
            await index.ClearChangesAsync(http.RequestAborted).ConfigureAwait(false);
            return EmptyAnswer.Ok;
        }).Needs(Role.Admin);
        routes.MapGet("/exports", ExportsAsync);
        routes.MapDelete("/exports", async (HttpContext http, IIndex index) =>
        {
            await index.ClearExportsAsync(http.RequestAborted).ConfigureAwait(false);
            return EmptyAnswer.Ok;
        }).Needs(Role.Admin);
    }

    private static async Task<IResult> ChangesAsync(HttpContext http, IIndex index, ServerOptions options)
    {
        HttpRequest request = http.Request;
        bool tombstones = request.Flag("tombstones");
        if (request.Argument("last") is not null)
        {
            return Answer(await index.LastChangeAsync(tombstones, http.RequestAborted).ConfigureAwait(false));
        }

        ChangeType[] types = [.. (request.Argument("type") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(ParseType)];
        long? since = request.LenientNumber("since");
        long? to = request.LenientNumber("to");
        long limit = Math.Clamp(request.LenientNumber("limit") ?? DefaultLimit, 0, options.Changes.MaxPage);
        return Answer(await index.ChangesAsync(since, to, (int)limit, types, tombstones, http.RequestAborted).ConfigureAwait(false));
    }

    private static ChangeType ParseType(string text) => Enum.TryParse(text, out ChangeType type) && Enum.IsDefined(type) && !char.IsAsciiDigit(text[0])
        ? type
        : throw new RestException(OrthancError.ParameterOutOfRange, $"\"{text}\" is no type of change");

    private static JsonAnswer Answer(ChangePage page) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("Changes");
        foreach (ChangeRow change in page.Changes) ChangeJson.Write(json, change);
        json.WriteEndArray();
        json.WriteBoolean("Done", page.Done);
        if (page.Changes.Count > 0) json.WriteNumber("First", page.Changes[0].Sequence);
        json.WriteNumber("Last", page.Last);
        json.WriteEndObject();
    });

    private static async Task<IResult> ExportsAsync(HttpContext http, IIndex index, ServerOptions options)
    {
        HttpRequest request = http.Request;
        long limit = Math.Clamp(request.LenientNumber("limit") ?? DefaultLimit, 0, options.Changes.MaxPage);
        ExportPage page = request.Argument("last") is not null
            ? await index.LastExportAsync(http.RequestAborted).ConfigureAwait(false)
            : await index.ExportsAsync(request.LenientNumber("since") ?? 0, (int)limit, http.RequestAborted).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("Done", page.Done);
            json.WriteStartArray("Exports");
            foreach (ExportRow export in page.Exports) Write(json, export);
            json.WriteEndArray();
            json.WriteNumber("Last", page.Last);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, ExportRow export)
    {
        json.WriteStartObject();
        json.WriteString("Date", OrthancDate.Format(export.Date));
        json.WriteString("ID", export.Id.ToString());
        json.WriteString("Path", Levels.PathOf(export.Level, export.Id));
        json.WriteString("PatientID", export.PatientId);
        json.WriteString("RemoteModality", export.RemoteModality);
        json.WriteString("ResourceType", export.Level.ToString());
        if (export.SopInstanceUid.Length > 0) json.WriteString("SOPInstanceUID", export.SopInstanceUid);
        json.WriteNumber("Seq", export.Sequence);
        if (export.SeriesInstanceUid.Length > 0) json.WriteString("SeriesInstanceUID", export.SeriesInstanceUid);
        if (export.StudyInstanceUid.Length > 0) json.WriteString("StudyInstanceUID", export.StudyInstanceUid);
        json.WriteEndObject();
    }
}
