namespace AttachmentPacs.Index;

/// <summary>A client's word that a write under this key is the same write, whenever it comes again (draft-ietf-httpapi-idempotency-key-header).</summary>
/// <param name="Key">SHA-256 of the user and of the key, 32 bytes.</param>
/// <param name="Request">SHA-256 of the method and of what it is applied to, 32 bytes. What is written is told by the write itself.</param>
public sealed record IdempotencyKey(byte[] Key, byte[] Request);

/// <summary>A write that was done under an <see cref="IdempotencyKey"/>.</summary>
/// <param name="Request">As in the key.</param>
/// <param name="Content">SHA-256 of the attachment's content, or of the metadata's UTF-8 value; empty for a deletion.</param>
/// <param name="Revision">The item's, after it was written, or when it was deleted.</param>
/// <param name="Md5">Of the content, 16 bytes, as the index knew it then; null if it did not.</param>
/// <param name="Date">When, UTC.</param>
public sealed record KeyedWrite(byte[] Request, byte[] Content, long Revision, byte[]? Md5, DateTimeOffset Date)
{
    /// <summary>Whether this is that write.</summary>
    public bool Is(IdempotencyKey key, ReadOnlySpan<byte> content) => Request.AsSpan().SequenceEqual(key.Request) && content.SequenceEqual(Content);
}
