namespace AttachmentPacs.Storage.Codecs;

/// <summary>Reads one LZ4 frame. The library holds two blocks of at most 4 MiB, whatever the header claims.</summary>
internal sealed unsafe class Lz4Decoder : BlobDecoder
{
    private readonly IStoredSource _source;
    private readonly Lz4Decompression _context;
    private bool _ended;

    public Lz4Decoder(IStoredSource source)
    {
        _source = source;
        Lz4Native.Check(Lz4Native.CreateDecompression(out _context, Lz4Native.Version));
    }

    public override int Read(Span<byte> content)
    {
        while (!_ended)
        {
            ReadOnlySpan<byte> stored = _source.Current;
            nuint consumed = (nuint)stored.Length;
            nuint written = (nuint)content.Length;
            fixed (byte* output = content, input = stored)
            {
                // 0 is the end of the frame; a further call would start another.
                _ended = Lz4Native.Check(Lz4Native.Decompress(_context, output, ref written, input, ref consumed, 0)) == 0;
            }

            _source.Advance((int)consumed);
            if (written > 0) return (int)written;
            if (!_ended && consumed == 0) throw new InvalidDataException("LZ4: the frame is cut off.");
        }

        return 0;
    }

    public override void Dispose() => _context.Dispose();
}
