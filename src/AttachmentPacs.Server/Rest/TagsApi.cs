using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>The tags of instances, in the forms of contract 1.7 and 1.20.</summary>
internal static class TagsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/instances/{id}/tags", (string id, HttpContext http, IIndex index, AttachmentReader reader, SummaryService summaries) =>
            TagsAsync(id, FormatOf(http.Request, TagFormat.Full), http, index, reader, summaries)).IsShort();
        routes.MapGet("/instances/{id}/simplified-tags", (string id, HttpContext http, IIndex index, AttachmentReader reader, SummaryService summaries) =>
            TagsAsync(id, TagFormat.Simple, http, index, reader, summaries));
        routes.MapGet("/instances/{id}/header", HeaderAsync);
    }

    /// <summary>A summary in one of the three forms.</summary>
    public static IResult Answer(ReadOnlyMemory<byte> summary, TagFormat format)
    {
        if (format == TagFormat.Full) return new BytesAnswer(summary, JsonAnswer.MediaType);
        return new JsonAnswer(json =>
        {
            using var document = JsonDocument.Parse(summary, new JsonDocumentOptions { MaxDepth = 1000 });
            SummaryForms.Write(json, document.RootElement, format);
        });
    }

    /// <summary>The form that the arguments simplify and short ask for.</summary>
    public static TagFormat FormatOf(HttpRequest request, TagFormat absent) =>
        request.Flag("simplify") ? TagFormat.Simple : request.Flag("short") ? TagFormat.Short : absent;

    private static async Task<IResult> TagsAsync(
        string id, TagFormat format, HttpContext http, IIndex index, AttachmentReader reader, SummaryService summaries)
    {
        (ResourceRow instance, AttachmentRow? row) =
            await index.RequireAttachmentAsync(ResourceLevel.Instance, id, AttachmentType.DicomAsJson, http.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<uint> ignored = QueryArguments.Tags(http.Request.Argument("ignore-length") ?? "", ',');
        bool isWhole = http.Request.Flag("whole");
        bool isStored = ignored.Count == 0 && !isWhole;
        if (isStored && format == TagFormat.Full) return new StoredSummaryAnswer(instance, row, reader, summaries);

        // All else is parsed, or made anew from the file.
        await SocketThreads.LeaveAsync().ConfigureAwait(false);
        ReadOnlyMemory<byte>? summary = isStored
            ? await summaries.ReadAsync(instance, http.RequestAborted).ConfigureAwait(false)
            : await summaries.MakeAsync(instance, new SummaryOptions { IgnoreLength = ignored.ToHashSet(), Whole = isWhole }, http.RequestAborted)
                .ConfigureAwait(false);
        return summary is { } made ? Answer(made, format) : EmptyAnswer.NotFound;
    }

    private static async Task<IResult> HeaderAsync(string id, HttpContext http, IIndex index, SummaryService summaries)
    {
        ResourceRow instance = await index.RequireAsync(ResourceLevel.Instance, id, http.RequestAborted).ConfigureAwait(false);
        ReadOnlyMemory<byte>? header = await summaries.MakeHeaderAsync(instance, http.RequestAborted).ConfigureAwait(false);
        return header is { } made ? Answer(made, FormatOf(http.Request, TagFormat.Full)) : EmptyAnswer.NotFound;
    }
}
