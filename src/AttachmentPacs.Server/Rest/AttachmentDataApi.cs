using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads.Checksums;
using Microsoft.Extensions.Primitives;

namespace AttachmentPacs.Server.Rest;

/// <summary>The bytes of attachments: decoded and as stored, whole and in ranges (contract 1.3).</summary>
internal static class AttachmentDataApi
{
    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level)
    {
        string path = $"/{level.Collection()}/{{id}}/attachments/{{name}}";
        Map(routes, path + "/data", level, AttachmentReader.Form.Content);
        Map(routes, path + "/compressed-data", level, AttachmentReader.Form.Stored);
    }

    /// <summary>Sends an attachment's bytes.</summary>
    /// <param name="attachment">Which.</param>
    /// <param name="form">Decoded or stored.</param>
    /// <param name="mediaType">Of the whole.</param>
    /// <param name="fileName">That the client is told, unless it asks for another with <c>?filename=</c>.</param>
    /// <param name="http">Request and response.</param>
    /// <param name="reader">Verifies what it reads.</param>
    /// <param name="quirks">How ranges are read.</param>
    /// <param name="heedsRevisions">If-None-Match must be a revision (contract 1.3); otherwise whatever stands there that is not this content's tag means nothing.</param>
    public static async Task SendAsync(
        Attachment attachment, AttachmentReader.Form form, string mediaType, string fileName, HttpContext http, AttachmentReader reader, Quirks quirks,
        bool heedsRevisions = true)
    {
        HttpResponse response = http.Response;
        EntityTag tag = AttachmentsApi.TagOf(attachment.Row);
        tag.WriteTo(response);
        StringValues known = http.Request.Headers.IfNoneMatch;
        if (heedsRevisions ? tag.IsNamedBy(known) : tag.IsAmong(known))
        {
            await EmptyAnswer.NotModified.ExecuteAsync(http).ConfigureAwait(false);
            return;
        }

        long size = form == AttachmentReader.Form.Content ? attachment.Row.Blob.UncompressedSize : attachment.Row.Blob.CompressedSize;
        ByteRange range = ByteRange.Read(http, size, quirks, response.Headers.ETag.ToString());
        response.StatusCode = range.IsPartial ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.ContentType = range.IsPartial ? "application/octet-stream" : mediaType;
        response.ContentLength = range.Count;
        if (CanHoldScript(mediaType)) response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.ContentDisposition = Disposition(http.Request.Argument("filename") ?? fileName);
        if (quirks.HasRfcRanges) response.Headers.AcceptRanges = "bytes";
        if (range.IsPartial) response.Headers.ContentRange = range.ContentRange(size);
        WantedDigest.Answer(http, attachment.Row.Blob, form, isWhole: !range.IsPartial && !HeadMiddleware.IsHead(http));
        if (HeadMiddleware.IsHead(http)) return;
        await reader.CopyAsync(attachment, form, range.Offset, range.Count, response.Body, http.RequestAborted).ConfigureAwait(false);
    }

    // A user attachment may be a page (UserContentTypes): its scripts must not run as ours.
    private static bool CanHoldScript(string mediaType) => mediaType.Contains("html", StringComparison.OrdinalIgnoreCase)
        || mediaType.Contains("xml", StringComparison.OrdinalIgnoreCase);

    // RFC 6266: a quoted name for all, an encoded one for names that are not ASCII; control characters and quotes go.
    private static string Disposition(string fileName)
    {
        string clean = new([.. fileName.Where(letter => !char.IsControl(letter) && letter != '"' && letter != '\\')]);
        string ascii = new([.. clean.Select(letter => char.IsAscii(letter) ? letter : '_')]);
        string quoted = $"filename=\"{ascii}\"";
        return ascii == clean ? quoted : $"{quoted}; filename*=UTF-8''{Uri.EscapeDataString(clean)}";
    }

    private static void Map(IEndpointRouteBuilder routes, string path, ResourceLevel level, AttachmentReader.Form form) =>
        routes.MapGet(path, async (string id, string name, HttpContext http, IIndex index, AttachmentReader reader, TypeRegistry types, Quirks quirks) =>
        {
            Attachment attachment = await AttachmentsApi.RequireAsync(level, id, name, http, index, types).ConfigureAwait(false);
            bool isEncoded = form == AttachmentReader.Form.Stored && AttachmentsApi.IsCompressed(attachment.Row);
            string mediaType = isEncoded ? "application/octet-stream" : types.MediaType(attachment.Row.Type);
            await SendAsync(attachment, form, mediaType, attachment.Row.Blob.Uuid.ToString("D"), http, reader, quirks).ConfigureAwait(false);
        }).IsShort();
}
