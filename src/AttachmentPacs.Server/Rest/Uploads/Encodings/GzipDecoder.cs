using System.Buffers.Binary;
using System.IO.Hashing;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>Undoes <c>gzip</c> (RFC 1952): one member after the other, each with its CRC and size checked.</summary>
internal sealed class GzipDecoder : ContentDecoder
{
    private const string Coding = "gzip";
    private const int TrailerSize = 8;

    private readonly Inflater _inflater = new(Coding);
    private readonly GzipHeader _header = new();
    private readonly Crc32 _crc = new();
    private Step _step = Step.Header;
    private uint _size;
    private bool _hasMember;

    public override bool IsComplete => _hasMember && _step == Step.Header && _header.IsUntouched;

    public override DecodeStep Decode(ReadOnlySpan<byte> input, bool isLast, Span<byte> output)
    {
        switch (_step)
        {
            case Step.Header:
                int consumed = _header.Read(input, _hasMember);
                if (_header.IsRead) _step = Step.Body;
                return new DecodeStep(consumed, 0);
            case Step.Body:
                DecodeStep step = _inflater.Inflate(input, isLast, output);
                _crc.Append(output[..step.Written]);
                _size += (uint)step.Written;
                if (!_inflater.HasEnded) return step;
                _step = Step.Trailer;
                // The end may have come with bits that were taken before.
                return step == default ? Decode(input, isLast, output) : step;
            default:
                if (input.Length < TrailerSize) return default;
                EndMember(input);
                return new DecodeStep(TrailerSize, 0);
        }
    }

    public override void Dispose() => _inflater.Dispose();

    // RFC 1952 2.3.1: CRC32 and ISIZE, then perhaps another member (2.2).
    private void EndMember(ReadOnlySpan<byte> trailer)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _crc.GetCurrentHashAsUInt32()) throw new InvalidDataException("gzip: the CRC of the content is another than its trailer says");
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _size) throw new InvalidDataException("gzip: the size of the content is another than its trailer says");
        _crc.Reset();
        _inflater.Reset();
        _header.Reset();
        (_step, _size, _hasMember) = (Step.Header, 0, true);
    }

    private enum Step
    {
        Header,
        Body,
        Trailer,
    }
}
