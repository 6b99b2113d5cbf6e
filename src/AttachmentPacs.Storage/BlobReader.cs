namespace AttachmentPacs.Storage;

/// <summary>
/// A blob open for reading. Every block is verified before a byte of it is handed out; memory is bounded by a few blocks, whatever the
/// blob's size or codec. The file may be removed meanwhile: an open reader goes on. For one thread at a time.
/// </summary>
public abstract class BlobReader : IAsyncDisposable
{
    /// <summary>Most bytes of one write: a network keeps what its reader does not take, and gives it time by the length of the write.</summary>
    protected const int LongestPiece = 256 << 10;

    /// <summary>What is being read.</summary>
    public abstract BlobInfo Blob { get; }

    /// <summary>
    /// Copies <paramref name="count"/> bytes of the decoded content, from <paramref name="offset"/>. Nothing is written to
    /// <paramref name="destination"/> before the first block has been verified.
    /// </summary>
    /// <exception cref="BlobCorruptException">Stored bytes do not match their hash, or do not decode to the recorded size.</exception>
    /// <exception cref="BlobUnreadableException">The medium failed.</exception>
    public abstract Task CopyContentToAsync(Stream destination, long offset, long count, CancellationToken cancellationToken);

    /// <summary>The same for the stored bytes.</summary>
    /// <exception cref="BlobCorruptException">Stored bytes do not match their hash.</exception>
    /// <exception cref="BlobUnreadableException">The medium failed.</exception>
    public abstract Task CopyStoredToAsync(Stream destination, long offset, long count, CancellationToken cancellationToken);

    /// <summary>The decoded content as a forward-only stream, verified block by block; it stays valid until the reader is disposed. May read a first block at once.</summary>
    /// <exception cref="BlobCorruptException">Stored bytes do not match their hash, or do not decode to the recorded size.</exception>
    /// <exception cref="BlobUnreadableException">The medium failed.</exception>
    public abstract Stream OpenContent();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Writes bytes in pieces that are not too long for a reader who takes nothing.</summary>
    protected static async Task WriteAsync(Stream destination, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, LongestPiece)];
            await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Throws unless a range lies within a size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not.</exception>
    protected static void CheckRange(long offset, long count, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, size - offset);
    }
}
