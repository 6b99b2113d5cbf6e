using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Storage.Tests.Codecs;

/// <summary>Stored bytes in memory, given out in pieces, so that decoders meet every kind of boundary.</summary>
internal sealed class MemorySource(byte[] stored, int piece) : IStoredSource, IDisposable
{
    private int _position;

    public ReadOnlySpan<byte> Current => stored.AsSpan(_position, Math.Min(piece - (_position % piece), stored.Length - _position));

    public long Remaining => stored.Length - _position;

    public void Advance(int count) => _position += count;

    /// <summary>Begins again.</summary>
    public void Rewind() => _position = 0;

    public void Dispose()
    {
    }
}

/// <summary>Encoded bytes in memory.</summary>
internal sealed class MemorySink : IStoredSink
{
    private byte[] _bytes = new byte[256];
    private int _count;

    public static byte[] Encode(Codec codec, byte[] content, bool sizeKnown)
    {
        MemorySink sink = new();
        using BlobEncoder encoder = BlobEncoder.Create(codec, sink, sizeKnown ? content.Length : null);
        foreach (byte[] piece in content.Chunk(50_000)) encoder.Write(piece);
        encoder.Complete();
        return sink._bytes[..sink._count];
    }

    public void Write(ReadOnlySpan<byte> stored)
    {
        if (_count + stored.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _count + stored.Length));
        stored.CopyTo(_bytes.AsSpan(_count));
        _count += stored.Length;
    }

    public void Reserve(int count) => Write(new byte[count]);

    /// <summary>Begins again, and keeps the memory.</summary>
    public void Rewind() => _count = 0;

    public void FillReserved(ReadOnlySpan<byte> first) => first.CopyTo(_bytes);
}
