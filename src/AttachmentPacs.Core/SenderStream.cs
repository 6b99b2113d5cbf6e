using AttachmentPacs.Core.Ingest;

namespace AttachmentPacs.Core;

/// <summary>Reading what a sender sends: when it breaks off, that is said to be the sender's doing, not the store's.</summary>
public static class SenderStream
{
    /// <summary>Fills a buffer; fewer bytes than it has mean that the end has come.</summary>
    /// <exception cref="SenderException">The stream broke off.</exception>
    public static async ValueTask<int> FillAsync(this Stream stream, Memory<byte> buffer, long received, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not SenderException)
        {
            throw new SenderException(received, e);
        }
    }
}
