using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Zip;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>A ZIP archive of DICOM files as the body of an upload.</summary>
internal static class ZipUpload
{
    private static readonly byte[] FirstMember = [(byte)'P', (byte)'K', 3, 4];
    private static readonly byte[] EndOfEmpty = [(byte)'P', (byte)'K', 5, 6];

    /// <summary>Whether a body is a ZIP archive, whatever its sender says.</summary>
    public static async ValueTask<bool> IsOneAsync(SniffedBody body, CancellationToken cancellationToken) =>
        await body.StartsWithAsync(FirstMember, cancellationToken).ConfigureAwait(false)
        || await body.StartsWithAsync(EndOfEmpty, cancellationToken).ConfigureAwait(false);

    /// <summary>What archives may come to.</summary>
    public static ZipLimits Limits(ServerOptions options) => new(options.Limits.ZipEntries, options.Http.MaxBodyBytes, options.Limits.InflationRatio);

    /// <summary>Stores its members. The answer is an array of those that are instances (contract 1.5).</summary>
    /// <exception cref="ImportException">It ended before its last member.</exception>
    public static async Task<IResult> StoreAsync(HttpContext http, SniffedBody body, MemberImporter importer, IngestOrigin origin, ServerOptions options)
    {
        bool isWhole = ImportAnswer.IsWhole(http.Request);
        ImportReport report = await importer.RunAsync(origin, Limits(options), session => session.AddZipAsync(body, http.RequestAborted)).ConfigureAwait(false);
        return ImportAnswer.Of(http, isWhole, report, StreamedJsonAnswer.Array(report.Instances.ToAsyncEnumerable().Select(Element)));
    }

    private static Action<Utf8JsonWriter> Element(IngestResult stored) => json => UploadJson.Write(json, stored);
}
