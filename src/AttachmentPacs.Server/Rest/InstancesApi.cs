using System.Net;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;

namespace AttachmentPacs.Server.Rest;

/// <summary>Uploads (contract 1.5): the body is undone, and its first bytes tell who takes it.</summary>
internal static class InstancesApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/instances", UploadAsync);

    private static async Task<IResult> UploadAsync(HttpContext http, IngestPipeline pipeline, MemberImporter importer, Archive archive, ServerOptions options)
    {
        await using VerifiedBody verified = await VerifiedBody.OpenAsync(http, archive.Store, options).ConfigureAwait(false);
        SniffedBody body = verified.Content;
        IngestOrigin origin = IngestOrigin.Rest(RemoteIp(http.Connection.RemoteIpAddress), http.User.Identity?.Name ?? "");
        if (await ZipUpload.IsOneAsync(body, http.RequestAborted).ConfigureAwait(false))
        {
            return await ZipUpload.StoreAsync(http, body, importer, origin, options).ConfigureAwait(false);
        }

        return await FormUpload.BoundaryOfAsync(http.Request, body).ConfigureAwait(false) is { } boundary
            ? await FormUpload.StoreAsync(http, body, boundary, importer, origin, options).ConfigureAwait(false)
            : await SingleUpload.StoreAsync(http, body, pipeline, origin).ConfigureAwait(false);
    }

    private static string? RemoteIp(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
}
