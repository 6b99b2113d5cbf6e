using System.Buffers;
using System.Text;
using AttachmentPacs.Dicom.CharacterSets;

namespace AttachmentPacs.Dicom.Tests.CharacterSets;

public sealed class SpecificCharacterSetTests
{
    private const string JisOn = "\u001b$B";
    private const string AsciiOn = "\u001b(B";

    [Theory]
    [InlineData("ISO_IR 100", "M\u00FCller", "Müller")]
    [InlineData("ISO_IR 101", "\u00A6wi\u00EAty", "Święty")]
    [InlineData("ISO_IR 109", "\u00A1\u00A5", "Ħ\uFFFD")]
    [InlineData("ISO_IR 110", "\u00C3\u00F0", "Ãđ")]
    [InlineData("ISO_IR 144", "\u00B8\u00F0", "И№")]
    [InlineData("ISO_IR 127", "\u00C7\u00AC\u00A1", "ا،\uFFFD")]
    [InlineData("ISO_IR 126", "\u00A1\u00C1\u00A2\u00D2", "‘Α’\uFFFD")]
    [InlineData("ISO_IR 138", "\u00AF\u00E0\u00FD\u00C0", "\u00AFא\u200E\uFFFD")]
    [InlineData("ISO_IR 148", "\u00DD\u00FE", "İş")]
    [InlineData("ISO_IR 166", "\u00A1\u00DF\u00DB", "ก฿\uFFFD")]
    [InlineData("ISO_IR 203", "\u00A4\u00BC", "€Œ")]
    [InlineData("ISO_IR 192", "\u00E5\u00B1\u00B1", "山")]
    [InlineData("GB18030", "\u00D5\u00C5\u0084\u0031\u00A4\u0036", "张\uFFFC")]
    [InlineData("GBK", "\u009C\u005C", "淺")]
    [InlineData("ISO_IR 13", "\u00D4\u00CF\u00A0", "ﾔﾏ\uFFFD")]
    [InlineData("ISO 2022 IR 149", "\u00B1\u00E8\u00B4\u00D3\u00C9\u00A1", "김닒\uFFFD")]
    [InlineData("ISO 2022 IR 58", "\u00D5\u00C5", "张")]
    [InlineData("\\ISO 2022 IR 159", "\u001b$(D\u0022\u0037\u0022\u0071\u0030\u0021", "~№丂")]
    [InlineData("\\ISO 2022 IR 87", "\u001b$B\u0030\u0021\u0021\u0041", "亜\u301C")]
    public void Decode_underEachSet_givesItsCharacters(string set, string raw, string expected) =>
        Assert.Equal(expected, Decode(set, raw, TextKind.Multi));

    [Theory]
    [InlineData("ISO-IR 100")]
    [InlineData("ISO_IR_100")]
    [InlineData("ISO IR 100 ")]
    [InlineData("iso_ir 100")]
    [InlineData("ISO 2022 IR 100")]
    [InlineData("ISO2022IR100\0")]
    [InlineData("ISO 8859-1")]
    [InlineData("latin1")]
    public void Parse_sloppyLatin1_isKnown(string term)
    {
        Assert.Equal("é", Decode(term, "\u00E9", TextKind.Multi));
        Assert.False(SpecificCharacterSet.Parse(Bytes.Of(term)).HasUnknownTerm);
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("utf8")]
    [InlineData("ISO IR 192")]
    [InlineData("\\ISO_IR 192")]
    [InlineData("ISO 2022 IR 6\\ISO_IR 192")]
    public void Parse_sloppyUtf8_isUtf8(string term)
    {
        SpecificCharacterSet set = SpecificCharacterSet.Parse(Bytes.Of(term));
        Assert.True(set.IsUtf8OrAscii);
        Assert.Equal("é\uFFFD", set.DecodeToString(Bytes.Of("\u00C3\u00A9\u00E9"), TextKind.Multi));
    }

    [Theory]
    [InlineData("ISO_IR 999", "ISO_IR 999")]
    [InlineData("ISO_IR 100\\KOI8-R ", "KOI8-R")]
    [InlineData("\u0001\u0002", "??")]
    [InlineData("100", "100")]
    [InlineData("ISO_IR", "ISO_IR")]
    public void Parse_unknownTerm_isNamed(string value, string unknown) =>
        Assert.Equal(unknown, SpecificCharacterSet.Parse(Bytes.Of(value)).UnknownTerm);

    [Theory]
    [InlineData("")]
    [InlineData("ISO_IR 6")]
    [InlineData("ISO 2022 IR 6")]
    [InlineData("  ")]
    [InlineData("ISO_IR 999")]
    public void Decode_highBytesUnderDefault_areUtf8OrElseLatin1(string set)
    {
        Assert.Equal("Müller", Decode(set, "M\u00C3\u00BCller", TextKind.PersonName));
        Assert.Equal("Müller", Decode(set, "M\u00FCller", TextKind.PersonName));
        Assert.True(SpecificCharacterSet.Parse(Bytes.Of(set)).IsUtf8OrAscii);
    }

    [Fact]
    public void Decode_delimiters_bringBackTheInitialSets()
    {
        const string Set = "ISO 2022 IR 100\\ISO 2022 IR 126";
        const string Greek = "\u001b-F\u00E1";
        Assert.Equal("α\\á", Decode(Set, Greek + "\\\u00E1", TextKind.Multi));
        Assert.Equal("α^α", Decode(Set, Greek + "^\u00E1", TextKind.Multi));
        Assert.Equal("α^á", Decode(Set, Greek + "^\u00E1", TextKind.PersonName));
        Assert.Equal("α=á", Decode(Set, Greek + "=\u00E1", TextKind.PersonName));
        Assert.Equal("α\\á", Decode(Set, Greek + "\\\u00E1", TextKind.PersonName));
        Assert.Equal("α\\α^α", Decode(Set, Greek + "\\\u00E1^\u00E1", TextKind.Single));
        foreach (char control in "\t\n\f\r")
            foreach (TextKind kind in Enum.GetValues<TextKind>())
                Assert.Equal($"α{control}á", Decode(Set, Greek + control + "\u00E1", kind));
    }

    [Fact]
    public void Decode_delimiterCodeWithinACharacter_isNoDelimiter()
    {
        Assert.Equal("本=本", Decode("\\ISO 2022 IR 87", JisOn + "K\\" + AsciiOn + "=" + JisOn + "K\\" + AsciiOn, TextKind.PersonName));
        Assert.Equal("誠\\乗", Decode("GB18030", "\u00D5\u005C\\\u0081\u005C", TextKind.Multi));
    }

    [Theory]
    [InlineData(TextKind.Single, "¥‾")]
    [InlineData(TextKind.Multi, "\\‾")]
    [InlineData(TextKind.PersonName, "\\‾")]
    public void Decode_jisX0201_keepsTheBackslashThatSeparates(TextKind kind, string expected) =>
        Assert.Equal(expected, Decode("ISO_IR 13", "\\~", kind));

    [Fact]
    public void Decode_koreanWithoutEscapeAfterDelimiter_isStillKorean() =>
        Assert.Equal("Kim=김^김", Decode("\\ISO 2022 IR 149", "Kim=\u001b$)C\u00B1\u00E8^\u00B1\u00E8", TextKind.PersonName));

    [Theory]
    [InlineData(JisOn + ";3E" + AsciiOn + "x", "山\uFFFDx")]
    [InlineData(JisOn + ";3E\nx", "山\uFFFD\nx")]
    [InlineData(JisOn + ";3 ;3", "山 山")]
    [InlineData("\u001b$)C\u00B1x", "\uFFFDx")]
    [InlineData("\u001b$)C\u00B1", "\uFFFD")]
    [InlineData("A\u001b", "A\uFFFD")]
    [InlineData("A\u001b$", "A\uFFFD$")]
    [InlineData("\u001b$Zx\u001b(Qy\u001b[0z", "\uFFFDx\uFFFDy\uFFFD[0z")]
    [InlineData("\u00E9" + JisOn, "\uFFFD")]
    public void Decode_brokenCodeExtension_replacesOnlyWhatIsBroken(string raw, string expected) =>
        Assert.Equal(expected, Decode("\\ISO 2022 IR 87", raw, TextKind.Multi));

    [Theory]
    [InlineData("", "\u001b[31m red\u001b", "\u001b[31m red\u001b")]
    [InlineData("", "\u00C3\u00A9\u001b[0m", "é\u001b[0m")]
    [InlineData("", "\u00E9\u001b[0m", "é\u001b[0m")]
    [InlineData("ISO_IR 100", "\u00E9\u001b(Z", "é\u001b(Z")]
    [InlineData("ISO_IR 100", JisOn + ";3" + AsciiOn + "\u00E9", "山é")]
    [InlineData("ISO_IR 192", "\u00C3\u00A9\u001b(B", "é\u001b(B")]
    public void Decode_escapeWithoutCodeExtension_isObeyedIfKnownElseKept(string set, string raw, string expected) =>
        Assert.Equal(expected, Decode(set, raw, TextKind.Multi));

    [Fact]
    public void Parse_manyDifferentValues_staysCorrect()
    {
        for (int i = 0; i < 1000; i++) Assert.Equal($"X{i}", SpecificCharacterSet.Parse(Bytes.Of($"X{i}\\ISO_IR 100")).UnknownTerm);
        Assert.Equal("é", Decode("ISO 2022 IR 100\\ISO 2022 IR 144", "\u00E9", TextKind.Multi));
        Assert.Equal("é", Decode(string.Join('\\', Enumerable.Repeat("ISO 2022 IR 100", 1000)), "\u00E9", TextKind.Multi));
    }

    [Fact]
    public void Decode_asciiText_isCopied()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("before "u8);
        SpecificCharacterSet.Default.Decode("A\\B\t^=~\0"u8, TextKind.PersonName, output);
        Assert.Equal("before A\\B\t^=~\0", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("", SpecificCharacterSet.Default.DecodeToString([], TextKind.Multi));
    }

    private static string Decode(string set, string raw, TextKind kind) =>
        SpecificCharacterSet.Parse(Bytes.Of(set)).DecodeToString(Bytes.Of(raw), kind);
}
