using System.Text.Json;
using System.Text.Json.Nodes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>C-ECHO to others (contract 1.13). Any host may be named only by an administrator.</summary>
internal static class EchoApi
{
    private const string CheckFind = "CheckFind";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/modalities/{id}/echo", async (string id, HttpContext http, ModalityRegistry modalities, VerificationUser user) =>
        {
            Modality modality = modalities.Require(id);
            RequestFields fields = await RequestFields.ReadAsync(http).ConfigureAwait(false);
            await user.EchoAsync(CalledPeer.Of(modality, fields, http), fields.Flag(CheckFind), http.RequestAborted).ConfigureAwait(false);
            return JsonAnswer.Empty;
        }).Needs(Role.Write);
        routes.MapPost("/tools/dicom-echo", async (HttpContext http, ServerOptions options, VerificationUser user) =>
        {
            using JsonDocument body = await http.ReadJsonAsync().ConfigureAwait(false);
            (Modality modality, bool checksFind) = Read(body.RootElement);
            await user.EchoAsync(RemoteEntity.Of(modality, options.Dicom), checksFind, http.RequestAborted).ConfigureAwait(false);
            return JsonAnswer.Empty;
        }).Needs(Role.Admin);
    }

    // A modality as it is put, and beside its keys one that is none of a modality's.
    private static (Modality Modality, bool ChecksFind) Read(JsonElement body)
    {
        const string name = "dicom-echo";
        if (body.ValueKind != JsonValueKind.Object) return (ModalityJson.Read(name, body), false);
        bool checksFind = new RequestFields(body).Flag(CheckFind);
        JsonObject modality = JsonObject.Create(body)!;
        modality.Remove(CheckFind);
        using JsonDocument rest = JsonDocument.Parse(modality.ToJsonString());
        return (ModalityJson.Read(name, rest.RootElement), checksFind);
    }
}
