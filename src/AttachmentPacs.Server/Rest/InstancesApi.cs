using System.Net;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads;

namespace AttachmentPacs.Server.Rest;

/// <summary>Uploads (contract 1.5).</summary>
internal static class InstancesApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/instances", UploadAsync);

    private static async Task<IResult> UploadAsync(HttpContext http, IngestPipeline pipeline, Archive archive, ServerOptions options)
    {
        await using VerifiedBody verified = await VerifiedBody.OpenAsync(http, archive.Store, options).ConfigureAwait(false);
        SniffedBody body = verified.Content;
        if (await body.StartsWithAsync("PK\u0003\u0004"u8.ToArray(), http.RequestAborted).ConfigureAwait(false))
        {
            throw new RestException(OrthancError.UnsupportedMediaType, "ZIP archives are not taken: send the DICOM files one by one");
        }

        if (http.Request.HasFormContentType && await body.StartsWithAsync("--"u8.ToArray(), http.RequestAborted).ConfigureAwait(false))
        {
            throw new RestException(OrthancError.UnsupportedMediaType, "multipart/form-data is not taken: send the DICOM file as the body");
        }

        IngestOrigin origin = IngestOrigin.Rest(RemoteIp(http.Connection.RemoteIpAddress), http.User.Identity?.Name ?? "");
        IngestResult result = await pipeline.StoreAsync(body, origin, http.RequestAborted).ConfigureAwait(false);
        return result.Status != IngestStatus.Duplicate
            ? Answer(result)
            : throw new RestException(
                OrthancError.DuplicateResource, $"Instance {result.Identity.Instance} is stored already, and Storage:Duplicates is reject");
    }

    private static string? RemoteIp(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    private static JsonAnswer Answer(IngestResult result) => new(json =>
    {
        InstanceIdentity identity = result.Identity;
        json.WriteStartObject();
        json.WriteString("ID", identity.Instance.ToString());
        json.WriteString("ParentPatient", identity.Patient.ToString());
        json.WriteString("ParentSeries", identity.Series.ToString());
        json.WriteString("ParentStudy", identity.Study.ToString());
        json.WriteString("Path", Levels.PathOf(ResourceLevel.Instance, identity.Instance));
        json.WriteString("Status", result.Status.ToString());
        json.WriteEndObject();
    });
}
