using System.Text;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>
/// A set of graphic characters that ISO/IEC 2022 can designate: 94 or 96 characters of one byte, or 94 x 94 of two. Its table is made on first use.
/// Code points for private use and code points that the set does not define are U+FFFD.
/// </summary>
internal sealed class GraphicSet
{
    /// <summary>What stands for anything that cannot be decoded.</summary>
    public const char Replacement = '\uFFFD';

    private const int Row = 94;
    private readonly Lazy<char[]> _map;

    private GraphicSet(bool isDouble, Func<char[]> map) => (IsDouble, _map) = (isDouble, new Lazy<char[]>(map));

    /// <summary>Whether a character takes two bytes.</summary>
    public bool IsDouble { get; }

    /// <summary>The character of one byte; its high bit does not count.</summary>
    public char this[byte code] => _map.Value[code & 0x7F];

    /// <summary>The character of two bytes, each 0x21 to 0x7E without its high bit.</summary>
    public char this[byte first, byte second] => _map.Value[(((first & 0x7F) - 0x21) * Row) + (second & 0x7F) - 0x21];

    /// <summary>A set of one byte from 128 characters by the low seven bits of the code.</summary>
    public static GraphicSet Of(Func<int, char> character) =>
        new(isDouble: false, () => [.. Enumerable.Range(0, 128).Select(code => Defined(character(code)))]);

    /// <summary>The upper half of a code page of one byte, with corrections; 0x80 to 0x9F are the controls U+0080 to U+009F (ISO/IEC 6429).</summary>
    public static GraphicSet UpperHalf(int codePage, params (byte Code, char Character)[] corrections) => new(isDouble: false, () =>
    {
        Encoding encoding = CodePages.Get(codePage);
        char[] map = new char[128];
        for (int i = 0; i < map.Length; i++) map[i] = i < 0x20 ? (char)(0x80 + i) : Decode(encoding, [(byte)(0x80 + i)]);
        foreach ((byte code, char character) in corrections) map[code & 0x7F] = character;
        return map;
    });

    /// <summary>A set of two bytes from a code page that has it at <paramref name="first"/> and <paramref name="second"/> added to the bytes.</summary>
    public static GraphicSet TwoBytes(int codePage, byte first, byte second, params (ushort Code, char Character)[] corrections) =>
        new(isDouble: true, () =>
        {
            Encoding encoding = CodePages.Get(codePage);
            char[] map = new char[Row * Row];
            for (int i = 0; i < map.Length; i++)
                map[i] = Decode(encoding, [(byte)((i / Row) + 0x21 + first), (byte)((i % Row) + 0x21 + second)]);
            foreach ((ushort code, char character) in corrections) map[(((code >> 8) - 0x21) * Row) + (code & 0xFF) - 0x21] = character;
            return map;
        });

    private static char Decode(Encoding encoding, ReadOnlySpan<byte> code)
    {
        Span<char> characters = stackalloc char[8];
        return encoding.GetChars(code, characters) == 1 ? Defined(characters[0]) : Replacement;
    }

    private static char Defined(char c) => c is (>= '\uE000' and <= '\uF8FF') or (>= '\uD800' and <= '\uDFFF') ? Replacement : c;
}
