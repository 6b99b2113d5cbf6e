using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;

namespace AttachmentPacs.Server.Rest.Networking;

/// <summary>C-STORE of a file that comes with the request and is not stored here (contract 1.13).</summary>
internal static class StoreStraightApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/modalities/{id}/store-straight", StoreAsync).Needs(Role.Write);

    private static async Task<IResult> StoreAsync(string id, HttpContext http, ModalityRegistry modalities, StraightSender sender, ServerOptions options)
    {
        RemoteEntity peer = RemoteEntity.Of(modalities.Require(id), options.Dicom);
        await using Stream body = UploadBody.Open(http, options);
        (string sopClass, string sopInstance) = await sender.SendAsync(body, peer, http.RequestAborted).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteString("SOPClassUID", sopClass);
            json.WriteString("SOPInstanceUID", sopInstance);
            json.WriteEndObject();
        });
    }
}
