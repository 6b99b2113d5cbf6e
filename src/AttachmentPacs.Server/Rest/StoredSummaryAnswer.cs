using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.Rest;

/// <summary>The stored summary, sent as it is read; one that turns out bad before its first byte has left is remade.</summary>
internal sealed class StoredSummaryAnswer(ResourceRow instance, AttachmentRow? row, AttachmentReader reader, SummaryService summaries) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        if (row is { Damaged: false } && await TrySendAsync(new Attachment(instance, row), http).ConfigureAwait(false)) return;
        ReadOnlyMemory<byte>? made = await summaries.ReadAsync(instance, http.RequestAborted).ConfigureAwait(false);
        IResult answer = made is { } summary ? new BytesAnswer(summary, JsonAnswer.MediaType) : EmptyAnswer.NotFound;
        await answer.ExecuteAsync(http).ConfigureAwait(false);
    }

    private async Task<bool> TrySendAsync(Attachment summary, HttpContext http)
    {
        try
        {
            long size = summary.Row.Blob.UncompressedSize;
            http.Response.ContentType = JsonAnswer.MediaType;
            http.Response.ContentLength = size;
            if (HeadMiddleware.IsHead(http)) return true;
            await reader.CopyAsync(summary, AttachmentReader.Form.Content, 0, size, http.Response.Body, http.RequestAborted).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (AttachmentReader.IsDamage(e) && !http.Response.HasStarted)
        {
            http.Response.ContentLength = null;
            return false;
        }
    }
}
