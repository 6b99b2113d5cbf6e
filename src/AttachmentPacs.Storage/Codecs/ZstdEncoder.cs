using System.Buffers;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>One zstd frame of level 1 with a checksum over the content, and its size in the header when known.</summary>
internal sealed unsafe class ZstdEncoder : BlobEncoder
{
    private const int Level = 1;
    private readonly IStoredSink _sink;
    private readonly ZstdCompression _context;
    private byte[] _output;

    public ZstdEncoder(IStoredSink sink, long? size)
    {
        _sink = sink;
        _context = ZstdNative.CreateCompression();
        if (_context.IsInvalid) throw new InsufficientMemoryException("zstd could not get the memory for a compressor.");
        try
        {
            ZstdNative.Check(ZstdNative.SetParameter(_context, ZstdNative.ParameterLevel, Level));
            ZstdNative.Check(ZstdNative.SetParameter(_context, ZstdNative.ParameterChecksum, 1));
            if (size is long known) ZstdNative.Check(ZstdNative.SetPledgedSize(_context, (ulong)known));
            _output = ArrayPool<byte>.Shared.Rent((int)Math.Min(ZstdNative.OutputSize, (size ?? ZstdNative.OutputSize) + 512));
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    public override void Write(ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
        {
            ZstdBuffer input = new() { Start = start, Size = (nuint)content.Length };
            while (input.Done < input.Size) Step(ref input, ZstdNative.DirectiveContinue);
        }
    }

    public override void Complete()
    {
        ZstdBuffer nothing = default;
        // What is returned is the number of bytes still to come.
        while (Step(ref nothing, ZstdNative.DirectiveEnd) != 0)
        {
        }
    }

    public override void Dispose()
    {
        _context.Dispose();
        if (_output.Length > 0) ArrayPool<byte>.Shared.Return(_output);
        _output = [];
    }

    private nuint Step(ref ZstdBuffer input, int directive)
    {
        fixed (byte* start = _output)
        {
            ZstdBuffer output = new() { Start = start, Size = (nuint)_output.Length };
            nuint result = ZstdNative.Check(ZstdNative.Compress(_context, ref output, ref input, directive));
            _sink.Write(_output.AsSpan(0, (int)output.Done));
            return result;
        }
    }
}
