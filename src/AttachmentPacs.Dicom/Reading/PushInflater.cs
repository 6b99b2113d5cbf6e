using System.Buffers;
using System.IO.Compression;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// Inflates what it is handed, piece by piece, although <see cref="DeflateStream"/> wants to pull: the source stream runs dry after each
/// piece, which the stream takes for a pause as long as more is offered before the next read.
/// </summary>
internal sealed class PushInflater : IDisposable
{
    private const int OutputSize = 16 << 10;

    private readonly Source _source = new();
    private readonly byte[] _output = ArrayPool<byte>.Shared.Rent(OutputSize);
    private readonly DicomLimits _limits;
    private readonly long _start;
    private Stream? _inflate;
    private byte[] _head = [];

    /// <param name="limits">Ratio and floor.</param>
    /// <param name="start">File offset of the first compressed byte, for messages.</param>
    public PushInflater(DicomLimits limits, long start) => (_limits, _start) = (limits, start);

    /// <summary>Compressed bytes taken.</summary>
    public long Consumed { get; private set; }

    /// <summary>Inflated bytes given.</summary>
    public long Produced { get; private set; }

    public delegate void Sink(ReadOnlySpan<byte> inflated);

    public void Push(ReadOnlySpan<byte> compressed, Sink sink)
    {
        Consumed += compressed.Length;
        if (_inflate is null)
        {
            // Two bytes tell raw deflate (RFC 1951, what PS3.5 A.5 asks for) from zlib's wrapping (RFC 1950, which some writers use).
            _head = [.. _head, .. compressed];
            if (_head.Length < 2) return;
            bool zlib = (_head[0] & 0x0F) == 8 && ((_head[0] << 8) | _head[1]) % 31 == 0;
            _inflate = zlib ? new ZLibStream(_source, CompressionMode.Decompress) : new DeflateStream(_source, CompressionMode.Decompress);
            compressed = _head;
        }

        while (!compressed.IsEmpty)
        {
            compressed = compressed[_source.Offer(compressed)..];
            Drain(sink);
        }
    }

    /// <summary>Whether the deflate stream has ended: an ended one asks for no more input.</summary>
    public bool IsFinished()
    {
        if (_inflate is null) return false;
        _source.WasAsked = false;
        return Read() == 0 && !_source.WasAsked;
    }

    public void Dispose()
    {
        _inflate?.Dispose();
        _source.Dispose();
        ArrayPool<byte>.Shared.Return(_output);
    }

    private void Drain(Sink sink)
    {
        for (int count = Read(); count > 0; count = Read())
        {
            Produced += count;
            if (Produced > _limits.InflationFloor && Produced > Consumed * _limits.InflationRatio)
            {
                throw new DicomFormatException(
                    DicomFault.LimitExceeded, $"The deflated data set grows to more than {_limits.InflationRatio} times its size", 0, _start + Consumed);
            }

            sink(_output.AsSpan(0, count));
        }
    }

    private int Read()
    {
        try
        {
            return _inflate!.Read(_output, 0, OutputSize);
        }
        catch (InvalidDataException e)
        {
            throw new DicomFormatException(DicomFault.Malformed, $"The deflated data set does not inflate: {e.Message}", 0, _start + Consumed);
        }
    }

    /// <summary>Holds one piece at a time.</summary>
    private sealed class Source : Stream
    {
        private readonly byte[] _piece = new byte[8 << 10];
        private int _offset;
        private int _count;

        public bool WasAsked { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public int Offer(ReadOnlySpan<byte> bytes)
        {
            _count = Math.Min(bytes.Length, _piece.Length);
            _offset = 0;
            bytes[.._count].CopyTo(_piece);
            return _count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            WasAsked = true;
            int given = Math.Min(buffer.Length, _count - _offset);
            _piece.AsSpan(_offset, given).CopyTo(buffer);
            _offset += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
