using System.Buffers;
using AttachmentPacs.Core.Import;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>
/// What of a body was not read when its upload failed. Many clients read no answer before they have sent all: with a long report both sides
/// would wait for each other. So what comes is thrown away first, for a short time.
/// </summary>
internal static class RestOfBody
{
    private const int BufferSize = 64 << 10;

    // A shorter answer fits into what the system keeps for the connection.
    private const int ShortReport = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Reads to the end of the body, or for 5 s; does nothing where the report is short.</summary>
    public static async Task PassAsync(HttpContext http, ImportReport report, TimeProvider time)
    {
        if (report.Instances.Count + report.Skipped.Count <= ShortReport) return;
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await http.Request.Body.ReadAsync(buffer, either.Token).ConfigureAwait(false) > 0) continue;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Its sender is slow, gone, or past a limit (BadHttpRequestException is an IOException): the answer tells what ended the upload.
            return;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
