namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>The graphic sets of PS3.3 Tables C.12-2 to C.12-4. Where the framework's code page departs from the set, the correction is here.</summary>
internal static class GraphicSets
{
    public static readonly GraphicSet Ascii = GraphicSet.Of(code => (char)code);

    // JIS X 0201: the Romaji half has the yen sign and the overline; the Katakana half has 0x21 to 0x5F.
    public static readonly GraphicSet Romaji = GraphicSet.Of(code => code switch { 0x5C => '\u00A5', 0x7E => '\u203E', _ => (char)code });
    public static readonly GraphicSet Katakana = GraphicSet.Of(code => code is >= 0x21 and <= 0x5F ? (char)(0xFF40 + code) : GraphicSet.Replacement);

    public static readonly GraphicSet Latin1 = GraphicSet.UpperHalf(28591);
    public static readonly GraphicSet Latin2 = GraphicSet.UpperHalf(28592);
    public static readonly GraphicSet Latin3 = GraphicSet.UpperHalf(28593);
    public static readonly GraphicSet Latin4 = GraphicSet.UpperHalf(28594);
    public static readonly GraphicSet Cyrillic = GraphicSet.UpperHalf(28595);
    public static readonly GraphicSet Arabic = GraphicSet.UpperHalf(28596);

    // The code page has the letters of 1987 for the quotation marks and lacks the three characters of 2003.
    public static readonly GraphicSet Greek =
        GraphicSet.UpperHalf(28597, (0xA1, '\u2018'), (0xA2, '\u2019'), (0xA4, '\u20AC'), (0xA5, '\u20AF'), (0xAA, '\u037A'));

    // The code page has an overline for the macron and lacks the two direction marks.
    public static readonly GraphicSet Hebrew = GraphicSet.UpperHalf(28598, (0xAF, '\u00AF'), (0xFD, '\u200E'), (0xFE, '\u200F'));
    public static readonly GraphicSet Latin5 = GraphicSet.UpperHalf(28599);
    public static readonly GraphicSet Latin9 = GraphicSet.UpperHalf(28605);
    public static readonly GraphicSet Thai = GraphicSet.UpperHalf(874);

    public static readonly GraphicSet JisX0208 = GraphicSet.TwoBytes(20932, 0x80, 0x80);

    // Code page 20932 has JIS X 0212 with the high bit in the first byte only, and lacks two of its characters.
    public static readonly GraphicSet JisX0212 = GraphicSet.TwoBytes(20932, 0x80, 0, (0x2237, '~'), (0x2271, '\u2116'));
    public static readonly GraphicSet KsX1001 = GraphicSet.TwoBytes(949, 0x80, 0x80);
    public static readonly GraphicSet Gb2312 = GraphicSet.TwoBytes(936, 0x80, 0x80);
}
