using System.Buffers;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>
/// What a client goes on sending after its upload was refused. Most clients read no answer before they have sent all: one that is too long for
/// the buffers between us would wait for a client that waits for us.
/// </summary>
internal static class RestOfBody
{
    private const int BufferSize = 64 << 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads it and throws it away, for 5 s at most; what then remains, or breaks off, is left to the connection.</summary>
    public static async Task DiscardAsync(HttpContext http, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await http.Request.Body.ReadAsync(buffer, either.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The refusal is what there is to tell: it says more than this.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
