using System.IO.Hashing;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>The header of a gzip member (RFC 1952 2.3), byte by byte: name and comment have no length, and nothing of them is kept.</summary>
internal sealed class GzipHeader
{
    private const int FixedSize = 10;

    private readonly Crc32 _crc = new();
    private Part _part;
    private Flags _flags;
    private int _at;
    private int _extra;

    /// <summary>No byte of it has come.</summary>
    public bool IsUntouched => _part == Part.Fixed && _at == 0;

    /// <summary>All of it has come.</summary>
    public bool IsRead => _part == Part.Done;

    /// <summary>Waits for another one.</summary>
    public void Reset()
    {
        _crc.Reset();
        (_part, _flags, _at, _extra) = (Part.Fixed, Flags.None, 0, 0);
    }

    /// <summary>Takes its bytes; returns how many.</summary>
    /// <param name="input">What comes next.</param>
    /// <param name="isNext">A member came before: what is no header is what follows the end.</param>
    public int Read(ReadOnlySpan<byte> input, bool isNext)
    {
        int consumed = 0;
        while (consumed < input.Length && _part != Part.Done)
        {
            byte value = input[consumed++];
            if (_part != Part.HeaderCrc) _crc.Append([value]);
            if (_part == Part.Fixed) ReadFixed(value, isNext);
            else ReadOptional(value);
        }

        return consumed;
    }

    private void ReadFixed(byte value, bool isNext)
    {
        bool isExpected = _at switch
        {
            0 => value == 0x1F,
            1 => value == 0x8B,
            2 => value == 8,
            3 => (value & ~(int)Flags.All) == 0,
            _ => true,
        };
        if (!isExpected)
        {
            throw new InvalidDataException(isNext
                ? "gzip: what follows the last member is no other member"
                : $"gzip: byte {_at} of the header is {value:x2}: this is no gzip, or not of the kind that RFC 1952 tells of");
        }

        if (_at == 3) _flags = (Flags)value;
        _at++;
        if (_at == FixedSize) Begin(Part.ExtraLength);
    }

    private void ReadOptional(byte value)
    {
        switch (_part)
        {
            case Part.ExtraLength:
                _extra |= value << (8 * _at++);
                if (_at == 2) Begin(Part.Extra);
                break;
            case Part.Extra:
                _at++;
                if (_at == _extra) Begin(Part.Name);
                break;
            case Part.Name or Part.Comment:
                if (value == 0) Begin(_part + 1);
                break;
            default:
                // The lowest 16 bits of the CRC of all that came before.
                if (value != (byte)(_crc.GetCurrentHashAsUInt32() >> (8 * _at++))) throw new InvalidDataException("gzip: the CRC of the header is another than it says");
                if (_at == 2) Begin(Part.Done);
                break;
        }
    }

    // The next part that is there.
    private void Begin(Part part)
    {
        _at = 0;
        if (part == Part.ExtraLength && !_flags.HasFlag(Flags.Extra)) part = Part.Name;
        if (part == Part.Extra && _extra == 0) part = Part.Name;
        if (part == Part.Name && !_flags.HasFlag(Flags.Name)) part = Part.Comment;
        if (part == Part.Comment && !_flags.HasFlag(Flags.Comment)) part = Part.HeaderCrc;
        if (part == Part.HeaderCrc && !_flags.HasFlag(Flags.HeaderCrc)) part = Part.Done;
        _part = part;
    }

    private enum Part
    {
        Fixed,
        ExtraLength,
        Extra,
        Name,
        Comment,
        HeaderCrc,
        Done,
    }

    // RFC 1952 2.3.1
    [Flags]
    private enum Flags
    {
        None = 0,
        Text = 1,
        HeaderCrc = 2,
        Extra = 4,
        Name = 8,
        Comment = 16,
        All = Text | HeaderCrc | Extra | Name | Comment,
    }
}
