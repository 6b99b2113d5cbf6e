using System.Globalization;
using AttachmentPacs.Dicom.CharacterSets;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dicom.Tests.CharacterSets;

/// <summary>Every row of the corpus's list of expected strings. Does nothing, and says so, where the corpus is not installed.</summary>
public sealed class CharacterSetCorpusTests(ITestOutputHelper log)
{
    private const uint SpecificCharacterSetTag = 0x00080005;

    [Fact]
    public void Decode_everyExpectedRow_givesTheExpectedText()
    {
        if (CorpusFolder.Path is not { } corpus)
        {
            log.WriteLine("Nothing was tested: no folder shared/corpus above the test.");
            return;
        }

        string[] rows = File.ReadAllLines(Path.Combine(corpus, "truth", "visible", "charset_expected.tsv"));
        var wrong = new List<string>();
        int checkedRows = 0;
        foreach (string[] row in rows.Skip(1).Select(line => line.Split('\t')))
        {
            if (row[3].StartsWith('(') || row[2] == "SQ") continue; // free choice and nested values: tests of their own
            checkedRows++;
            string text = Text(Path.Combine(corpus, "visible", row[0]), uint.Parse(row[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), row[2]);
            string expected = row[3].Replace("\\\\", "\\").Replace("\\r", "\r").Replace("\\n", "\n").Replace("\\t", "\t");
            if (text.TrimEnd(' ') != expected) wrong.Add($"{row[0]} {row[1]}: expected '{expected}', got '{text}'");
        }

        Assert.Empty(wrong);
        Assert.InRange(checkedRows, rows.Length - 5, rows.Length - 1);
        log.WriteLine($"{checkedRows} rows of {rows.Length - 1} compared.");
    }

    [Theory]
    [InlineData("visible/pydicom__chrArab.dcm", "قباني^لنزار")]
    [InlineData("visible/pydicom__chrFren.dcm", "Buc^Jérôme")]
    [InlineData("visible/pydicom__chrGerm.dcm", "Äneas^Rüdiger")]
    [InlineData("visible/pydicom__chrGreek.dcm", "Διονυσιος")]
    [InlineData("visible/pydicom__chrHbrw.dcm", "שרון^דבורה")]
    [InlineData("visible/pydicom__chrRuss.dcm", "Люкceмбypг")]
    [InlineData("visible/pydicom__chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("visible/pydicom__chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("visible/pydicom__chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("visible/pydicom__chrX1.dcm", "Wang^XiaoDong=王^小東=")]
    [InlineData("visible/pydicom__chrX2.dcm", "Wang^XiaoDong=王^小东=")]
    [InlineData("visible/fo-dicom__chrGB2312.dcm", "Zhang^XiaoDong=张^小东=")]
    [InlineData("visible/gen__cs_none-utf8bytes.dcm", "Müller^Änne")]
    [InlineData("visible/gen__cs_ir192-badutf8.dcm", "Bad\uFFFD\uFFFD^Caf\uFFFD")]
    [InlineData("malformed/charset_unknown.dcm", "Mal^Formed")]
    [InlineData("malformed/charset_1000_values.dcm", "Mal^Formed")]
    [InlineData("malformed/charset_binary.dcm", "Mal^Formed")]
    [InlineData("malformed/esc_not_declared.dcm", "山田^X")]
    [InlineData("malformed/esc_odd_bytes.dcm", "A=山\uFFFD")]
    [InlineData("malformed/esc_truncated.dcm", "A=山田\uFFFD")]
    [InlineData("malformed/esc_unknown.dcm", "A=\uFFFD12\uFFFD34")]
    public void Decode_patientNameOfFile_givesTheExpectedText(string file, string expected)
    {
        if (CorpusFolder.Path is not { } corpus)
        {
            log.WriteLine("Nothing was tested: no folder shared/corpus above the test.");
            return;
        }

        Assert.Equal(expected, Text(Path.Combine(corpus, file), 0x00100010, "PN").TrimEnd(' '));
    }

    private static string Text(string path, uint tag, string vr)
    {
        var elements = ElementScanner.Scan(path);
        byte[]? declared = elements.FirstOrDefault(e => e.Depth == 0 && e.Tag == SpecificCharacterSetTag)?.Value;
        byte[] value = elements.First(e => e.Depth == 0 && e.Tag == tag).Value;
        TextKind kind = vr switch { "PN" => TextKind.PersonName, "LT" or "ST" or "UT" => TextKind.Single, _ => TextKind.Multi };
        return SpecificCharacterSet.Parse(declared).DecodeToString(value, kind);
    }
}
