using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>Undoes <c>zstd</c> (RFC 8878, RFC 9659): frames one after the other, windows of at most 8 MiB.</summary>
internal sealed class ZstdBodyDecoder : ContentDecoder
{
    private readonly ZstdFrames _frames = new();
    private bool _isBetween;

    public override bool IsComplete => _isBetween;

    public override DecodeStep Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output)
    {
        // At a boundary, only another byte begins another frame.
        if (_isBetween && input.IsEmpty) return default;
        _isBetween = _frames.Decode(input, output, out int consumed, out int written);
        return new DecodeStep(consumed, written);
    }

    public override void Dispose() => _frames.Dispose();
}
