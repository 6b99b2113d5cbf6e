using System.Buffers.Binary;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>
/// Undoes <c>deflate</c>, which is the zlib format (RFC 9110 8.4.1.2, RFC 1950); the bare deflate that some clients send under this name is
/// taken, too. It has no checksum: only its own structure tells that it is whole.
/// </summary>
internal sealed class DeflateDecoder : ContentDecoder
{
    private const string Coding = "deflate";
    private const int HeaderSize = 2;
    private const int TrailerSize = 4;
    private const byte PresetDictionary = 0x20;

    private readonly Inflater _inflater = new(Coding);
    private Step _step = Step.Header;
    private bool _isBare;
    private Adler32 _adler = new();

    public override bool IsComplete => _step == Step.Ended;

    public override DecodeStep Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output)
    {
        switch (_step)
        {
            case Step.Header:
                if (input.Length < HeaderSize) return default;
                _step = Step.Body;
                _isBare = IsBare(input);
                return _isBare ? Decode(input, isLast, output) : new DecodeStep(HeaderSize, 0);
            case Step.Body:
                DecodeStep step = _inflater.Inflate(input, isLast, output);
                if (!_isBare) _adler.Append(output[..step.Written]);
                if (!_inflater.HasEnded) return step;
                _step = _isBare ? Step.Ended : Step.Trailer;
                // The end may have come with bits that were taken before.
                return step == default ? Decode(input, isLast, output) : step;
            case Step.Trailer:
                if (input.Length < TrailerSize) return default;
                if (BinaryPrimitives.ReadUInt32BigEndian(input) != _adler.Value) throw new InvalidDataException("deflate: the checksum of the content is another than its end says");
                _step = Step.Ended;
                return new DecodeStep(TrailerSize, 0);
            default:
                return input.IsEmpty ? default : throw Trailing(Coding);
        }
    }

    public override void Dispose() => _inflater.Dispose();

    // RFC 1950 2.2: method 8, a window of 32 KiB at most, and a check that makes a multiple of 31.
    private static bool IsBare(ReadOnlySpan<byte> input)
    {
        if ((input[0] & 0x0F) != 8 || input[0] >> 4 > 7 || BinaryPrimitives.ReadUInt16BigEndian(input) % 31 != 0) return true;
        return (input[1] & PresetDictionary) == 0
            ? false
            : throw new InvalidDataException("deflate: the stream asks for a preset dictionary, and nobody has agreed on one");
    }

    private enum Step
    {
        Header,
        Body,
        Trailer,
        Ended,
    }
}
