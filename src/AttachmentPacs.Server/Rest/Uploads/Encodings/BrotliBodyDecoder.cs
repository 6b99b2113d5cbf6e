using System.Buffers;
using System.IO.Compression;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>Undoes <c>br</c> (RFC 7932): one stream, windows of at most 16 MiB. It has no checksum: only its own structure tells that it is whole.</summary>
internal sealed class BrotliBodyDecoder : ContentDecoder
{
    private const string Coding = "br";

    private BrotliDecoder _decoder;
    private bool _hasEnded;

    public override bool IsComplete => _hasEnded;

    public override DecodeStep Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output)
    {
        if (_hasEnded) return input.IsEmpty ? default : throw Trailing(Coding);
        OperationStatus status = _decoder.Decompress(input, output, out int consumed, out int written);
        if (status == OperationStatus.InvalidData) throw new InvalidDataException("br: the bytes are no brotli");
        _hasEnded = status == OperationStatus.Done;
        return new DecodeStep(consumed, written);
    }

    public override void Dispose() => _decoder.Dispose();
}
