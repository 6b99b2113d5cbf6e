using System.Buffers;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dicom.Writing;

namespace AttachmentPacs.Dicom.Tests.Writing;

public sealed class DataSetReencoderTests
{
    private static readonly string Creator = Explicit("09001000", "LO", "41434D45");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Explicit_becomes_implicit_with_delimiters_in_place_of_lengths(int piece)
    {
        string item = Explicit("08005011", "UI", "312E3200");
        string source = Explicit("08000000", "UL", "10000000") + Explicit("08001600", "UI", "312E3200") + Sequence("08009911", item) + Explicit("10001000", "PN", "4142");
        Assert.Equal(
            Implicit("08001600", "312E3200") + "08009911FFFFFFFF" + "FEFF00E0FFFFFFFF" + Implicit("08005011", "312E3200") + "FEFF0DE000000000" + "FEFFDDE000000000" + Implicit("10001000", "4142"),
            Reencode(source, true, false, piece));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Implicit_becomes_explicit_by_the_dictionaries(int piece)
    {
        string source = Implicit("08001600", "312E3200") + Implicit("09001000", "41434D45") + Implicit("09000110", "0102") + Implicit("28000301", "0100")
            + Implicit("28000601", "FBFF") + Implicit("E07F1000", "01020304");
        Assert.Equal(
            Explicit("08001600", "UI", "312E3200") + Creator + Long("09000110", "UN", "0102") + Explicit("28000301", "US", "0100") + Explicit("28000601", "SS", "FBFF")
            + Long("E07F1000", "OW", "01020304"),
            Reencode(source, false, true, piece));
    }

    [Fact]
    public void Value_too_long_for_its_VR_becomes_UN()
    {
        string value = string.Concat(Enumerable.Repeat("315C", 40_000));
        Assert.Equal(Long("06305000", "UN", value), Reencode(Implicit("06305000", value), false, true, 1000));
    }

    [Fact]
    public void Private_sequence_of_undefined_length_is_a_sequence()
    {
        string source = Implicit("09001000", "41434D45") + "09000110FFFFFFFF" + "FEFF00E0FFFFFFFF" + Implicit("08005011", "312E3200") + "FEFF0DE000000000" + "FEFFDDE000000000";
        Assert.Equal(
            Creator + "090001105351" + "0000FFFFFFFF" + "FEFF00E0FFFFFFFF" + Explicit("08005011", "UI", "312E3200") + "FEFF0DE000000000" + "FEFFDDE000000000",
            Reencode(source, false, true, 1000));
    }

    [Fact]
    public void Empty_sequences_and_items_stay_empty() =>
        Assert.Equal("0800991100000000" + "40005502FFFFFFFF" + "FEFF00E000000000" + "FEFFDDE000000000",
            Reencode("080099115351000000000000" + "400055025351000008000000" + "FEFF00E000000000", true, false, 1000));

    [Theory]
    [InlineData("2800060102000000FBFF", false, "Pixel Representation")]
    [InlineData("E07F1000FFFFFFFFFEFF00E000000000FEFFDDE000000000", false, "encapsulated")]
    [InlineData("E07F10004F420000FFFFFFFFFEFF00E000000000FEFFDDE000000000", true, "encapsulated")]
    [InlineData("080016005A5A000004000000312E3200", true, "unknown Value Representation")]
    [InlineData("04003011020000004142", false, "no place")]
    [InlineData("0800160055490400312E", true, "ends inside an element")]
    [InlineData("080099115351000008000000FEFF00E004000000", true, "does not fit")]
    [InlineData("FEFF0DE000000000", true, "delimiter")]
    [InlineData("E07F10004F42000002000000010200000000000000000000", true, "")]
    public void What_could_only_be_guessed_at_is_refused(string source, bool isExplicit, string why)
    {
        DicomFormatException refused = Assert.Throws<DicomFormatException>(() => Reencode(source, isExplicit, !isExplicit, 1000));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequences_nested_without_end_are_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("080099115351" + "0000FFFFFFFF" + "FEFF00E0FFFFFFFF", 100));
        Assert.Contains("deep", Assert.Throws<DicomFormatException>(() => Reencode(deep, true, false, 1000)).Message, StringComparison.Ordinal);
    }

    private static string Reencode(string source, bool isExplicit, bool becomesExplicit, int piece)
    {
        byte[] bytes = Convert.FromHexString(source);
        var reencoder = new DataSetReencoder(isExplicit, becomesExplicit);
        var made = new ArrayBufferWriter<byte>();
        for (int at = 0; at < bytes.Length; at += piece) reencoder.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), made);
        reencoder.Complete(made);
        return Convert.ToHexString(made.WrittenSpan);
    }

    private static string Explicit(string tag, string vr, string value) => tag + Letters(vr) + Number(value.Length / 2)[..4] + value;

    private static string Long(string tag, string vr, string value) => tag + Letters(vr) + "0000" + Number(value.Length / 2) + value;

    private static string Implicit(string tag, string value) => tag + Number(value.Length / 2) + value;

    private static string Sequence(string tag, string item) => Long(tag, "SQ", Implicit("FEFF00E0", item));

    private static string Letters(string vr) => Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(vr));

    private static string Number(int number) => Convert.ToHexString(BitConverter.GetBytes(number));
}
