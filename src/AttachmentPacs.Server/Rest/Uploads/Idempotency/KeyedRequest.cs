using System.Buffers;
using System.Security.Cryptography;
using AttachmentPacs.Core;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads.Idempotency;

/// <summary>A request under way that carries a key; others with it are refused until this is disposed.</summary>
internal sealed class KeyedRequest(IIndex index, IdempotencyKey key, Action end) : IDisposable
{
    private const int BufferSize = 64 << 10;

    /// <summary>For the index, which notes it with the write.</summary>
    public IdempotencyKey Key => key;

    /// <summary>
    /// The write that was done under the key, if it was the same one; null if the key is new. Whether it is the same is known only when the body
    /// was read to its end, so it is hashed, and stored nowhere.
    /// </summary>
    /// <param name="body">As it would be stored; <see cref="Stream.Null"/> for a deletion.</param>
    /// <param name="cancellationToken">Heeded.</param>
    /// <exception cref="RestException">The key was used for another request: 422.</exception>
    public async Task<KeyedWrite?> FindAsync(Stream body, CancellationToken cancellationToken)
    {
        if (await index.KeyedWriteAsync(key.Key, cancellationToken).ConfigureAwait(false) is not { } done) return null;
        byte[] content = done.Content.Length == 0 ? [] : await HashAsync(body, cancellationToken).ConfigureAwait(false);
        return done.Is(key, content) ? done : throw new RestException(
            OrthancError.BadRequest,
            $"This {IdempotencyHeader.Name} was used for another request on {done.Date:yyyy-MM-ddTHH:mm:ssZ}: another path, method or content. Take a new key for each new write",
            StatusCodes.Status422UnprocessableEntity);
    }

    public void Dispose() => end();

    private static async Task<byte[]> HashAsync(Stream body, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long received = 0;
            int count;
            do
            {
                count = await body.FillAsync(buffer.AsMemory(0, BufferSize), received, cancellationToken).ConfigureAwait(false);
                hash.AppendData(buffer, 0, count);
                received += count;
            }
            while (count == BufferSize);
            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
