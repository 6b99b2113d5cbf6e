using System.Globalization;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom;

/// <summary>Tags as text.</summary>
public static class TagText
{
    /// <summary>Bytes written by <see cref="Write"/>.</summary>
    public const int Length = 9;

    /// <summary>Writes <c>gggg,eeee</c> in lower-case hexadecimal digits as nine UTF-8 bytes.</summary>
    public static void Write(uint tag, Span<byte> destination, byte separator = (byte)',')
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        for (int i = 0; i < 4; i++)
        {
            destination[i] = digits[(int)(tag >> (28 - (4 * i))) & 0xF];
            destination[i + 5] = digits[(int)(tag >> (12 - (4 * i))) & 0xF];
        }

        destination[4] = separator;
    }

    /// <summary><c>gggg,eeee</c> in lower-case hexadecimal digits.</summary>
    public static string Format(uint tag, char separator = ',') =>
        string.Create(CultureInfo.InvariantCulture, $"{tag >> 16:x4}{separator}{tag & 0xFFFF:x4}");

    /// <summary>
    /// Reads any of <c>gggg,eeee</c>, <c>gggg-eeee</c>, <c>ggggeeee</c> (either case) and the keywords of PS3.6 (contract 1.1).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out uint tag)
    {
        if (text.Length == 9 && text[4] is ',' or '-' && TryHex(text[..4], out uint group) && TryHex(text[5..], out uint element))
        {
            tag = (group << 16) | element;
            return true;
        }

        if (text.Length == 8 && TryHex(text, out tag)) return true;
        return DicomDictionary.TryFindKeyword(text, out tag);
    }

    /// <summary>The keyword of a standard tag, else its hexadecimal form: for messages.</summary>
    public static string Describe(uint tag)
    {
        string hex = $"({Format(tag)})";
        return DicomDictionary.TryFind(tag, out DictionaryEntry entry) && !entry.Keyword.IsEmpty
            ? $"{System.Text.Encoding.ASCII.GetString(entry.Keyword)} {hex}"
            : hex;
    }

    private static bool TryHex(ReadOnlySpan<char> text, out uint value) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
