namespace AttachmentPacs.Storage.Codecs;

/// <summary>Turns content into stored bytes, front to back, in bounded memory. For one thread at a time.</summary>
internal abstract class BlobEncoder : IDisposable
{
    /// <summary>Appends content.</summary>
    public abstract void Write(ReadOnlySpan<byte> content);

    /// <summary>Ends the content; everything has then gone to the sink.</summary>
    public abstract void Complete();

    public abstract void Dispose();

    /// <param name="codec">The codec.</param>
    /// <param name="sink">Where the stored bytes go.</param>
    /// <param name="size">Bytes of the content if they are known: then exactly as many must be written.</param>
    public static BlobEncoder Create(Codec codec, IStoredSink sink, long? size) => codec switch
    {
        Codec.None => new PlainEncoder(sink),
        Codec.ZlibWithSize => new ZlibEncoder(sink, size),
        Codec.Lz4 => new Lz4Encoder(sink, size),
        Codec.Zstd => new ZstdEncoder(sink, size),
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "No such codec."),
    };
}

/// <summary>Stores content as it is.</summary>
internal sealed class PlainEncoder(IStoredSink sink) : BlobEncoder
{
    public override void Write(ReadOnlySpan<byte> content) => sink.Write(content);

    public override void Complete()
    {
    }

    public override void Dispose()
    {
    }
}
