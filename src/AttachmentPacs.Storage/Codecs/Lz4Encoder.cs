using System.Buffers;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>One LZ4 frame: linked blocks of 64 KiB, a checksum over the content, its size in the header when known.</summary>
internal sealed unsafe class Lz4Encoder : BlobEncoder
{
    private readonly IStoredSink _sink;
    private readonly Lz4Compression _context;
    private readonly int _piece;
    private byte[] _output;

    public Lz4Encoder(IStoredSink sink, long? size)
    {
        _sink = sink;
        Lz4Preferences preferences = new() { BlockSizeId = 4, ContentChecksum = 1, ContentSize = (ulong)(size ?? 0) };
        Lz4Native.Check(Lz4Native.CreateCompression(out _context, Lz4Native.Version));
        try
        {
            _piece = (int)Math.Min(Lz4Native.BlockSize, size ?? Lz4Native.BlockSize);
            nuint bound = Lz4Native.Check(Lz4Native.CompressBound((nuint)_piece, preferences));
            _output = ArrayPool<byte>.Shared.Rent(Math.Max((int)bound, Lz4Native.HeaderSizeMax));
            fixed (byte* output = _output)
            {
                Emit(Lz4Native.Begin(_context, output, (nuint)_output.Length, preferences));
            }
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public override void Write(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            ReadOnlySpan<byte> piece = content[..Math.Min(content.Length, _piece)];
            fixed (byte* output = _output, input = piece)
            {
                Emit(Lz4Native.Update(_context, output, (nuint)_output.Length, input, (nuint)piece.Length, 0));
            }

            content = content[piece.Length..];
        }
    }

    public override void Complete()
    {
        fixed (byte* output = _output)
        {
            Emit(Lz4Native.End(_context, output, (nuint)_output.Length, 0));
        }
    }

    public override void Dispose()
    {
        _context.Dispose();
        if (_output.Length > 0) ArrayPool<byte>.Shared.Return(_output);
        _output = [];
    }

    private void Emit(nuint result) => _sink.Write(_output.AsSpan(0, (int)Lz4Native.Check(result)));
}
