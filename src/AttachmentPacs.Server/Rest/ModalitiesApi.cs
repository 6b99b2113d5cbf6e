using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Remote Application Entities (contract 1.13): always durable, as Orthanc's are with DicomModalitiesInDatabase.</summary>
internal static class ModalitiesApi
{
    private const string One = "/modalities/{id}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/modalities", (HttpContext http, ModalityRegistry modalities) => List(http.Request.Flag("expand"), modalities.All));
        routes.MapGet(One, (string id, ModalityRegistry modalities, EndpointDataSource endpoints) =>
            modalities.Find(id) is null ? EmptyAnswer.NotFound : JsonAnswers.Strings(Below(endpoints)));
        routes.MapGet($"{One}/configuration", (string id, ModalityRegistry modalities) =>
        {
            Modality modality = modalities.Require(id);
            return new JsonAnswer(json => ModalityJson.Write(json, modality));
        });
        routes.MapPut(One, PutAsync).Needs(Role.Admin);
        routes.MapDelete(One, DeleteAsync).Needs(Role.Admin);
    }

    /// <summary>The modality of a name.</summary>
    /// <exception cref="RestException">404: there is none.</exception>
    public static Modality Require(this ModalityRegistry modalities, string id) =>
        modalities.Find(id) ?? throw Unknown(id);

    private static RestException Unknown(string id) => new(OrthancError.InexistentItem, $"There is no modality \"{id}\": GET /modalities lists them");

    private static IResult List(bool expand, IReadOnlyList<Modality> all)
    {
        if (!expand) return JsonAnswers.Strings(all.Select(modality => modality.Name));
        return all.Count == 0 ? JsonAnswer.Empty : JsonAnswers.Object(all, modality => modality.Name, ModalityJson.Write);
    }

    // What is mapped, so that the list is the truth.
    private static IEnumerable<string> Below(EndpointDataSource endpoints) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Select(route => route.RoutePattern.RawText ?? "").Where(path => path.StartsWith(One + "/", StringComparison.Ordinal))
        .Select(path => path[(One.Length + 1)..].Split('/')[0]).Distinct().Order(StringComparer.Ordinal);

    private static async Task<IResult> PutAsync(string id, HttpContext http, ModalityRegistry modalities)
    {
        using JsonDocument body = await http.ReadJsonAsync().ConfigureAwait(false);
        await modalities.PutAsync(ModalityJson.Read(id, body.RootElement), http.RequestAborted).ConfigureAwait(false);
        return EmptyAnswer.Ok;
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, ModalityRegistry modalities) =>
        await modalities.DeleteAsync(id, http.RequestAborted).ConfigureAwait(false) switch
        {
            ModalityDeletion.Deleted => EmptyAnswer.Ok,
            ModalityDeletion.Configured => throw new RestException(
                OrthancError.ForbiddenAccess, $"Modality \"{id}\" stands in the configuration: remove Dicom:Modalities:{id} there and restart"),
            _ => throw Unknown(id),
        };
}
