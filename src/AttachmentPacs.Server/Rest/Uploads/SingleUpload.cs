using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>One DICOM file as the body of an upload.</summary>
internal static class SingleUpload
{
    /// <summary>Stores it. The answer is one object (contract 1.5).</summary>
    /// <exception cref="RestException">It is there already, and duplicates are refused: 409.</exception>
    public static async Task<IResult> StoreAsync(HttpContext http, SniffedBody body, IngestPipeline pipeline, IngestOrigin origin)
    {
        IngestResult result = await pipeline.StoreAsync(body, origin, http.RequestAborted).ConfigureAwait(false);
        return result.Status != IngestStatus.Duplicate
            ? new JsonAnswer(json => UploadJson.Write(json, result))
            : throw new RestException(
                OrthancError.DuplicateResource, $"Instance {result.Identity.Instance} is stored already, and Storage:Duplicates is reject");
    }
}
