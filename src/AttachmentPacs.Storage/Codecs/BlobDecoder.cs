namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// Turns stored bytes back into content. Hostile input costs bounded memory and never more output than asked for. For one thread at a time.
/// </summary>
internal abstract class BlobDecoder : IDisposable
{
    /// <summary>Fills at least one byte of <paramref name="content"/>, which is not empty; 0 only after a complete, checked end.</summary>
    /// <exception cref="InvalidDataException">The stored bytes are not what the codec writes, or end too early.</exception>
    public abstract int Read(Span<byte> content);

    public abstract void Dispose();

    /// <param name="codec">The codec.</param>
    /// <param name="source">The stored bytes, from the first one.</param>
    /// <param name="size">Recorded bytes of the content.</param>
    public static BlobDecoder Create(Codec codec, IStoredSource source, long size) => codec switch
    {
        Codec.None => new PlainDecoder(source),
        Codec.ZlibWithSize => new ZlibDecoder(source, size),
        Codec.Lz4 => new Lz4Decoder(source),
        Codec.Zstd => new ZstdDecoder(source),
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "No such codec."),
    };
}

/// <summary>Content stored as it is.</summary>
internal sealed class PlainDecoder(IStoredSource source) : BlobDecoder
{
    public override int Read(Span<byte> content)
    {
        ReadOnlySpan<byte> stored = source.Current;
        int count = Math.Min(stored.Length, content.Length);
        stored[..count].CopyTo(content);
        source.Advance(count);
        return count;
    }

    public override void Dispose()
    {
    }
}
