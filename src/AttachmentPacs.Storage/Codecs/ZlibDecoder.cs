using System.Buffers.Binary;
using System.IO.Compression;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>Reads what <see cref="ZlibEncoder"/> and Orthanc write (contract 1.16).</summary>
internal sealed class ZlibDecoder(IStoredSource source, long size) : BlobDecoder
{
    private ZLibStream? _zlib;
    private bool _started;

    public override int Read(Span<byte> content)
    {
        if (!_started) Start();
        if (_zlib is null) return 0;
        int read = _zlib.Read(content);
        // Not at its end, although it ended: a zlib stream always needs its last byte, the checksum's.
        if (read == 0 && source.Remaining > 0) throw new InvalidDataException($"zlib: {source.Remaining} bytes follow the stream's end.");
        return read;
    }

    public override void Dispose() => _zlib?.Dispose();

    private void Start()
    {
        _started = true;
        // Contract 1.16: empty content is an empty file.
        if (source.Remaining == 0 && size == 0) return;
        Span<byte> prefix = stackalloc byte[ZlibEncoder.PrefixSize];
        for (int done = 0; done < prefix.Length;)
        {
            ReadOnlySpan<byte> stored = source.Current;
            if (stored.IsEmpty) throw new InvalidDataException("zlib: the size before the stream is cut off.");
            int count = Math.Min(stored.Length, prefix.Length - done);
            stored[..count].CopyTo(prefix[done..]);
            source.Advance(count);
            done += count;
        }

        // Contract 1.16: big-endian hosts wrote the size their own way before 1.9.0.
        long announced = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (announced != size && BinaryPrimitives.ReverseEndianness(announced) != size)
        {
            throw new InvalidDataException($"zlib: the size before the stream is {announced}, {size} bytes are recorded.");
        }

        _zlib = new ZLibStream(new SourceStream(source), CompressionMode.Decompress);
    }

    /// <summary>
    /// The rest of the source. The very last byte is handed out alone: the decompressor asks for it only if its stream did not end before,
    /// which tells a complete stream from one with something behind it. It asks for more only if the stream is not complete.
    /// </summary>
    private sealed class SourceStream(IStoredSource source) : ReadOnlyStream
    {
        private const int FlagsAt = 1;
        private const byte PresetDictionary = 0x20;
        private long _position;

        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> stored = source.Current;
            // A complete stream never asks on; the decompressor itself lets a missing checksum pass.
            if (stored.IsEmpty) throw new InvalidDataException("zlib: the stream is cut off.");
            long allowed = Math.Max(1, source.Remaining - 1);
            int count = (int)Math.Min(allowed, Math.Min(stored.Length, buffer.Length));
            stored[..count].CopyTo(buffer);
            source.Advance(count);
            // RFC 1950 2.2: FDICT. Nobody has agreed on a dictionary with us.
            if (_position <= FlagsAt && _position + count > FlagsAt && (buffer[FlagsAt - (int)_position] & PresetDictionary) != 0)
            {
                throw new InvalidDataException("zlib: the stream asks for a preset dictionary.");
            }

            _position += count;
            return count;
        }
    }
}
