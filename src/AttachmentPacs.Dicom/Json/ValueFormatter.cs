using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AttachmentPacs.Dicom.CharacterSets;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Json;

/// <summary>
/// Values as UTF-8 text: texts decoded, without trailing padding; numbers in decimal, several joined by a backslash (contract 1.20).
/// Answers stay valid until the next call.
/// </summary>
public sealed class ValueFormatter
{
    private readonly ArrayBufferWriter<byte> _text = new(1024);

    /// <summary>
    /// Formats a leaf's value; false if it has more than <paramref name="limit"/> characters, or was passed over by the reader.
    /// </summary>
    public bool TryFormat(in DicomHead head, in Element element, SpecificCharacterSet characterSet, int limit, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!DicomHead.IsKept(element)) return false;
        ReadOnlySpan<byte> value = head.ValueOf(element);
        int size = VrFacts.NumberSize(element.Vr);
        if (size > 0)
        {
            _text.ResetWrittenCount();
            if (!TryFormatNumbers(value, element, size, limit)) return false;
            text = _text.WrittenSpan;
            return true;
        }

        text = Text(value, element.Vr, characterSet);
        return text.Length <= limit || Encoding.UTF8.GetCharCount(text) <= limit;
    }

    /// <summary>Decodes a text and takes its padding away: trailing spaces and NULs (PS3.5 6.2).</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> value, Vr vr, SpecificCharacterSet characterSet)
    {
        value = value.TrimEnd(" \0"u8);
        bool isPlain = !value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
        if (isPlain && vr == Vr.UI && value.Contains((byte)' ')) return WithoutSpaces(value);
        if (isPlain && characterSet.IsAsciiCompatible) return value;
        TextKind kind = vr == Vr.PN ? TextKind.PersonName : VrFacts.IsSingleText(vr) ? TextKind.Single : TextKind.Multi;
        _text.ResetWrittenCount();
        characterSet.Decode(value, kind, _text);
        ReadOnlySpan<byte> decoded = _text.WrittenSpan;
        return decoded.TrimEnd(" \0"u8);
    }

    // PS3.5 9.1: a UID has no spaces; where one slipped in, peers name the resource without it.
    private ReadOnlySpan<byte> WithoutSpaces(ReadOnlySpan<byte> uid)
    {
        _text.ResetWrittenCount();
        foreach (byte digit in uid)
        {
            if (digit != ' ') _text.Write([digit]);
        }

        return _text.WrittenSpan;
    }

    private bool TryFormatNumbers(ReadOnlySpan<byte> value, in Element element, int size, int limit)
    {
        int count = value.Length / size;
        for (int i = 0; i < count; i++)
        {
            if (i > 0) _text.Write("\\"u8);
            Span<byte> room = _text.GetSpan(32);
            _text.Advance(FormatNumber(value.Slice(i * size, size), element.Vr, element.IsBigEndian, room));
            if (_text.WrittenCount > limit) return false;
        }

        return true;
    }

    private static int FormatNumber(ReadOnlySpan<byte> number, Vr vr, bool big, Span<byte> room)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        int written;
        switch (vr)
        {
            case Vr.US:
                Read16(number, big).TryFormat(room, out written, default, culture);
                return written;
            case Vr.SS:
                ((short)Read16(number, big)).TryFormat(room, out written, default, culture);
                return written;
            case Vr.UL:
                Read32(number, big).TryFormat(room, out written, default, culture);
                return written;
            case Vr.SL:
                ((int)Read32(number, big)).TryFormat(room, out written, default, culture);
                return written;
            case Vr.UV:
                Read64(number, big).TryFormat(room, out written, default, culture);
                return written;
            case Vr.SV:
                ((long)Read64(number, big)).TryFormat(room, out written, default, culture);
                return written;
            case Vr.AT:
                TagText.Write(EncodingSniffer.ReadTag(number, big), room);
                return TagText.Length;
            case Vr.FL:
                return FormatReal(BitConverter.UInt32BitsToSingle(Read32(number, big)), room);
            default:
                return FormatReal(BitConverter.UInt64BitsToDouble(Read64(number, big)), room);
        }
    }

    /// <summary>Seventeen significant digits, as C's <c>%.17g</c>: the form Orthanc's clients know.</summary>
    private static int FormatReal(double number, Span<byte> room)
    {
        ReadOnlySpan<byte> special = double.IsNaN(number) ? "nan"u8 : number == double.PositiveInfinity ? "inf"u8
            : number == double.NegativeInfinity ? "-inf"u8 : default;
        if (special.IsEmpty)
        {
            number.TryFormat(room, out int written, "g17", CultureInfo.InvariantCulture);
            return written;
        }

        special.CopyTo(room);
        return special.Length;
    }

    private static ushort Read16(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint Read32(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private static ulong Read64(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at);
}
