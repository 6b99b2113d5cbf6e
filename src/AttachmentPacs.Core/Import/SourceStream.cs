using AttachmentPacs.Core.Ingest;

namespace AttachmentPacs.Core.Import;

/// <summary>
/// What several members are read from. Whatever fails in it is the sender's doing, so that it is not taken for a broken member, after which
/// the others would be read on.
/// </summary>
public sealed class SourceStream(Stream source) : ForwardStream
{
    private long _received;

    /// <inheritdoc/>
    /// <exception cref="SenderException">The source broke off, or its coding is broken.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _received += count;
            return count;
        }
        catch (Exception e) when (e is (IOException or InvalidDataException) and not SenderException)
        {
            throw new SenderException(_received, e);
        }
    }
}
