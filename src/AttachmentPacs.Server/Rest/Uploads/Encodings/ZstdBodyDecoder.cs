using System.Buffers.Binary;
using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>Undoes <c>zstd</c> (RFC 8878, RFC 9659): frames one after the other, windows of at most 8 MiB.</summary>
internal sealed class ZstdBodyDecoder : ContentDecoder
{
    // RFC 8878 3.1.1, 3.1.2: the last four bits of a frame to be skipped are free.
    private const uint Magic = 0xFD2FB528;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;

    private readonly ZstdFrames _frames = new();
    private bool _isAtStart = true;
    private bool _hasFrame;

    public override bool IsComplete => _isAtStart && _hasFrame;

    public override DecodeStep Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output)
    {
        if (_isAtStart)
        {
            if (input.Length < sizeof(uint)) return default;
            CheckMagic(BinaryPrimitives.ReadUInt32LittleEndian(input));
        }

        _isAtStart = _frames.Decode(input, output, out int consumed, out int written);
        _hasFrame |= _isAtStart;
        return new DecodeStep(consumed, written);
    }

    public override void Dispose() => _frames.Dispose();

    // The library may read what was made before there was a standard, too, by code that nobody looks after.
    private void CheckMagic(uint magic)
    {
        if (magic == Magic || (magic & SkippableMask) == SkippableMagic) return;
        throw _hasFrame ? Trailing("zstd") : new InvalidDataException("zstd: the bytes are no zstd, or of a version before RFC 8878");
    }
}
