using System.Buffers.Binary;
using System.IO.Compression;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// Contract 1.16: uint64 size of the content, little-endian, then a zlib stream of level 6; empty content is an empty file. Where the size
/// is not known at the start, its place is reserved and filled at the end.
/// </summary>
internal sealed class ZlibEncoder(IStoredSink sink, long? size) : BlobEncoder
{
    public const int PrefixSize = sizeof(ulong);

    private static readonly ZLibCompressionOptions Options = new() { CompressionLevel = 6 };
    private readonly SinkStream _output = new(sink);
    private ZLibStream? _zlib;
    private long _written;

    public override void Write(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return;
        _zlib ??= Start();
        _zlib.Write(content);
        _written += content.Length;
    }

    public override void Complete()
    {
        if (_zlib is null) return;
        _zlib.Dispose();
        if (size is null) sink.FillReserved(Prefix(_written));
        else if (_written != size) throw new InvalidOperationException($"{_written} bytes were written, {size} were announced.");
    }

    public override void Dispose()
    {
        // Danger: disposing an unfinished stream writes its end, on a full disk as well.
        _output.Closed = true;
        _zlib?.Dispose();
        _output.Dispose();
    }

    private ZLibStream Start()
    {
        if (size is long known) sink.Write(Prefix(known));
        else sink.Reserve(PrefixSize);
        return new ZLibStream(_output, Options);
    }

    private static byte[] Prefix(long size)
    {
        byte[] prefix = new byte[PrefixSize];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, size);
        return prefix;
    }
}
