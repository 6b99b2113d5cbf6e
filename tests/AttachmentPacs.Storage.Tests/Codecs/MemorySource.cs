using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Storage.Tests.Codecs;

/// <summary>Stored bytes in memory, given out in pieces, so that decoders meet every kind of boundary.</summary>
internal sealed class MemorySource(byte[] stored, int piece) : IStoredSource, IDisposable
{
    private int _position;

    public ReadOnlySpan<byte> Current => stored.AsSpan(_position, Math.Min(piece - (_position % piece), stored.Length - _position));

    public long Remaining => stored.Length - _position;

    public void Advance(int count) => _position += count;

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

    public void FillReserved(ReadOnlySpan<byte> first) => first.CopyTo(_bytes);
}

internal static class Decoding
{
    /// <summary>Decodes without any hash to help, as an adopted blob would be whose MD5 is unknown.</summary>
    public static byte[] Decode(Codec codec, byte[] stored, long size, int piece = 1 << 20, int read = 10_000)
    {
        BlobInfo blob = new(BlobId.Random(), codec, size, stored.Length, [], null, null, [], []);
        MemorySource source = new(stored, piece);
        using ContentStream content = new(blob, source, source);
        using MemoryStream copy = new();
        content.CopyTo(copy, read);
        Assert.True(copy.Length <= size, "More than the recorded size was handed out.");
        return copy.ToArray();
    }
}
