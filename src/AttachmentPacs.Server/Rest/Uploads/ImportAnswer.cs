using System.Globalization;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>The answer to an upload of several files.</summary>
internal static class ImportAnswer
{
    /// <summary>Tells in a header how many members were not stored, where some were not.</summary>
    public const string SkippedHeader = "Skipped-Members";

    /// <summary>Whether the whole report is asked for.</summary>
    /// <exception cref="RestException">The flag is neither true nor false.</exception>
    public static bool IsWhole(HttpRequest request) => request.Flag("report");

    /// <summary>The whole report where it was asked for, else what the dialect says.</summary>
    /// <param name="http">The request.</param>
    /// <param name="isWhole">Whether it was asked for.</param>
    /// <param name="report">What became of the members.</param>
    /// <param name="otherwise">The dialect's answer (contract 1.5).</param>
    public static IResult Of(HttpContext http, bool isWhole, ImportReport report, IResult otherwise)
    {
        int notStored = report.Skipped.Count + report.Instances.Count(each => each.Status == IngestStatus.FilteredOut);
        if (notStored > 0) http.Response.Headers[SkippedHeader] = notStored.ToString(CultureInfo.InvariantCulture);
        return isWhole ? Whole(report) : otherwise;
    }

    private static JsonAnswer Whole(ImportReport report) => new(json =>
    {
        json.WriteStartObject();
        UploadJson.WriteInstances(json, report);
        UploadJson.WriteSkipped(json, report);
        json.WriteEndObject();
    });
}
