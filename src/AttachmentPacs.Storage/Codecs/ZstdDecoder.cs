namespace AttachmentPacs.Storage.Codecs;

/// <summary>Reads one zstd frame with a window of at most 8 MiB, what RFC 8878 3.1.1.1.2 recommends to support; our own need 512 KiB.</summary>
internal sealed unsafe class ZstdDecoder : BlobDecoder
{
    private const int WindowLogMax = 23;
    private readonly IStoredSource _source;
    private ZstdDecompression? _context;
    private bool _ended;

    public ZstdDecoder(IStoredSource source)
    {
        _source = source;
        _context = ZstdContexts.Rent();
    }

    /// <summary>A decompressor that refuses larger windows.</summary>
    public static ZstdDecompression NewContext()
    {
        ZstdDecompression context = ZstdNative.CreateDecompression();
        if (context.IsInvalid) throw new InsufficientMemoryException("zstd could not get the memory for a decompressor.");
        ZstdNative.Check(ZstdNative.SetParameter(context, ZstdNative.ParameterWindowLogMax, WindowLogMax));
        return context;
    }

    public override int Read(Span<byte> content)
    {
        while (!_ended)
        {
            ReadOnlySpan<byte> stored = _source.Current;
            ZstdBuffer input = new() { Size = (nuint)stored.Length };
            ZstdBuffer output = new() { Size = (nuint)content.Length };
            fixed (byte* outputStart = content, inputStart = stored)
            {
                input.Start = inputStart;
                output.Start = outputStart;
                // 0 is the end of the frame, completely written out; a further call would start another.
                _ended = ZstdNative.Check(ZstdNative.Decompress(_context!, ref output, ref input)) == 0;
            }

            _source.Advance((int)input.Done);
            if (output.Done > 0) return (int)output.Done;
            if (!_ended && input.Done == 0) throw new InvalidDataException("zstd: the frame is cut off.");
        }

        return 0;
    }

    public override void Dispose()
    {
        if (_context is { } context) ZstdContexts.Return(context);
        _context = null;
    }
}
