using System.Text;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Tests.Dictionary;

public sealed class DicomDictionaryTests
{
    [Theory]
    [InlineData('2')]
    [InlineData('4')]
    [InlineData('E')]
    public void TryFind_everyRow_givesItsVrKeywordAndName(char digit)
    {
        int count = 0;
        foreach (string[] row in SchemaTables.Rows("dictionary.tsv"))
        {
            count++;
            uint tag = SchemaTables.Example(row[0], digit);
            Assert.True(DicomDictionary.TryFind(tag, out DictionaryEntry entry), row[0]);
            Assert.Equal(tag, entry.Tag);
            Assert.Equal(row[1], VrText(entry.Vr, entry.Choice));
            Assert.Equal(row[3], Encoding.UTF8.GetString(entry.Keyword));
            Assert.Equal(row[4], Encoding.UTF8.GetString(entry.Name));
            Assert.Equal(row[5] == "Y", entry.IsRetired);
        }

        Assert.Equal(5354, count);
    }

    [Fact]
    public void TryFindKeyword_everyRow_givesItsTag()
    {
        foreach (string[] row in SchemaTables.Rows("dictionary.tsv").Where(row => row[3].Length > 0))
        {
            Assert.True(DicomDictionary.TryFindKeyword(row[3], out uint tag), row[3]);
            Assert.Equal(SchemaTables.Example(row[0], '0'), tag);
        }
    }

    [Fact]
    public void TryFind_exactTagWithinARange_goesBeforeTheRange()
    {
        Assert.True(DicomDictionary.TryFind(0x0028_0400, out DictionaryEntry exact));
        Assert.Equal("TransformLabel", Encoding.ASCII.GetString(exact.Keyword));
        Assert.True(DicomDictionary.TryFind(0x0028_0410, out DictionaryEntry range));
        Assert.Equal("RowsForNthOrderCoefficients", Encoding.ASCII.GetString(range.Keyword));
    }

    [Theory]
    [InlineData(0x60010010u)] // odd group: private (PS3.5 7.6)
    [InlineData(0x50FF0010u)]
    [InlineData(0x00090010u)]
    [InlineData(0x00100FFFu)]
    [InlineData(0xFFFFFFFFu)]
    public void TryFind_unlistedTag_findsNothing(uint tag) => Assert.False(DicomDictionary.TryFind(tag, out _));

    [Theory]
    [InlineData("")]
    [InlineData("patientName")]
    [InlineData("PatientNam")]
    [InlineData("PatientName ")]
    [InlineData("Pätient")]
    public void TryFindKeyword_unlistedText_findsNothing(string keyword) => Assert.False(DicomDictionary.TryFindKeyword(keyword, out _));

    internal static string VrText(Vr vr, VrChoice choice) => choice switch
    {
        VrChoice.Fixed => vr == Vr.None ? "NONE" : vr.ToString(),
        VrChoice.UsOrSs when vr == Vr.US => "US or SS",
        VrChoice.ObOrOw when vr == Vr.OW => "OB or OW",
        VrChoice.UsOrSsOrOw when vr == Vr.US => "US or SS or OW",
        VrChoice.UsOrOw when vr == Vr.OW => "US or OW",
        _ => $"{vr} with {choice}",
    };
}
