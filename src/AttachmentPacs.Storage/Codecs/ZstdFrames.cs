namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// Undoes zstd (RFC 8878) for a caller who brings the bytes: any number of frames, skippable ones among them, with windows of at most 8 MiB,
/// what RFC 9659 lets a sender of <c>Content-Encoding: zstd</c> expect. For one thread at a time.
/// </summary>
public sealed unsafe class ZstdFrames : IDisposable
{
    private readonly ZstdDecompression _context;

    /// <exception cref="CodecUnavailableException">The library is not on this machine.</exception>
    public ZstdFrames()
    {
        CodecSupport.Require(Codec.Zstd);
        _context = ZstdDecoder.NewContext();
    }

    /// <summary>Takes some of the input and gives some output; neither, when it needs more of the one, or room for the other.</summary>
    /// <param name="input">What comes next; what was not consumed is brought again.</param>
    /// <param name="output">Room for what comes out.</param>
    /// <param name="consumed">Bytes taken.</param>
    /// <param name="written">Bytes given.</param>
    /// <returns>A frame has ended here, and all of it has been given.</returns>
    /// <exception cref="InvalidDataException">It is no zstd, its checksum differs, or its window is too large.</exception>
    public bool Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        fixed (byte* inputStart = input, outputStart = output)
        {
            ZstdBuffer from = new() { Start = inputStart, Size = (nuint)input.Length };
            ZstdBuffer to = new() { Start = outputStart, Size = (nuint)output.Length };
            bool hasEnded = ZstdNative.Check(ZstdNative.Decompress(_context, ref to, ref from)) == 0;
            (consumed, written) = ((int)from.Done, (int)to.Done);
            return hasEnded;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();
}
