using AttachmentPacs.Core;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>The DICOM file of an instance, and the raw values of its elements (contract 1.7).</summary>
internal static class ContentApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/instances/{id}/file", FileAsync).IsShort();
        routes.MapGet("/instances/{id}/content", (string id, HttpContext http, IIndex index, AttachmentReader reader, ServerOptions options) =>
            ContentAsync(id, null, http, index, reader, options));
        routes.MapGet("/instances/{id}/content/{**path}", ContentAsync);
    }

    private static async Task FileAsync(string id, HttpContext http, IIndex index, AttachmentReader reader, Quirks quirks)
    {
        Attachment file = await RequireFileAsync(id, http, index).ConfigureAwait(false);
        if (http.Request.Argument("transcode") is { } wanted)
        {
            MetadataRow? syntax = await index.MetadataAsync(file.Resource.Key, MetadataType.TransferSyntax, http.RequestAborted).ConfigureAwait(false);
            if (syntax?.Value != wanted)
            {
                throw new RestException(
                    OrthancError.ParameterOutOfRange,
                    $"Pixel data are not transcoded: instance {id} is there as {syntax?.Value} only, and {wanted} was asked for");
            }
        }

        await AttachmentDataApi.SendAsync(file, AttachmentReader.Form.Content, "application/dicom", $"{id}.dcm", http, reader, quirks, heedsRevisions: false).ConfigureAwait(false);
    }

    private static async Task ContentAsync(string id, string? path, HttpContext http, IIndex index, AttachmentReader reader, ServerOptions options)
    {
        DicomLimits limits = options.Limits.ToDicomLimits() with { KeepBinary = true, IndexFragments = true };

        // In an inflated data set there is no offset to read a value at: it has to be kept.
        DicomLimits inflatedLimits = limits with { KeptValue = limits.KeptHead / 2 };
        Attachment file = await RequireFileAsync(id, http, index).ConfigureAwait(false);

        // Clients made from the description send a slash inside an argument as %2F, which the server leaves as it is.
        string[] steps = (path ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Split('/', StringSplitOptions.RemoveEmptyEntries);
        DicomContent content = await reader.UseAsync(file, stream => Resolve(stream, steps, limits), http.RequestAborted).ConfigureAwait(false);
        if (content is { IsInflated: true, Names: null, Value: null })
        {
            content = await reader.UseAsync(file, stream => Resolve(stream, steps, inflatedLimits), http.RequestAborted).ConfigureAwait(false);
        }

        if (content.Names is { } names)
        {
            await JsonAnswers.Strings(names).ExecuteAsync(http).ConfigureAwait(false);
        }
        else if (content.Value is { } value)
        {
            await new BytesAnswer(value, "application/octet-stream").ExecuteAsync(http).ConfigureAwait(false);
        }
        else if (content.IsInflated)
        {
            throw new RestException(OrthancError.ParameterOutOfRange, $"The value of {path} is too large to be taken out of a deflated data set");
        }
        else
        {
            http.Response.ContentType = "application/octet-stream";
            http.Response.ContentLength = content.Length;
            if (HeadMiddleware.IsHead(http)) return;
            await reader.CopyAsync(file, AttachmentReader.Form.Content, content.Offset, content.Length, http.Response.Body, http.RequestAborted)
                .ConfigureAwait(false);
        }
    }

    private static DicomContent Resolve(Stream stream, string[] steps, DicomLimits limits)
    {
        using var reader = new DicomHeadReader(limits);
        return DicomContent.Find(reader.Read(stream), steps);
    }

    private static async Task<Attachment> RequireFileAsync(string id, HttpContext http, IIndex index)
    {
        (ResourceRow instance, AttachmentRow? row) =
            await index.RequireAttachmentAsync(ResourceLevel.Instance, id, AttachmentType.Dicom, http.RequestAborted).ConfigureAwait(false);
        return row is not null
            ? new Attachment(instance, row)
            : throw new RestException(OrthancError.UnknownResource, $"Instance {id} has no DICOM file");
    }
}
