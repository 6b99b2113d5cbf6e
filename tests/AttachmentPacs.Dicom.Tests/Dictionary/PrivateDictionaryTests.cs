using System.Text;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Tests.Dictionary;

public sealed class PrivateDictionaryTests
{
    [Fact]
    public void TryFind_everyRow_givesItsVrAndName()
    {
        int count = 0;
        // "001910xx" stands for the creator element itself, not for an element of a block.
        foreach (string[] row in SchemaTables.Rows("private.tsv").Where(row => !row[1].EndsWith("10xx", StringComparison.Ordinal)))
        {
            count++;
            string vr = row[2] is "px" or "OB_OW" ? "OB or OW" : row[2];
            Assert.True(PrivateDictionary.TryFind(Encoding.UTF8.GetBytes(row[0]), SchemaTables.Example(row[1], 'F'), out DictionaryEntry entry), row[1]);
            Assert.Equal(vr, DicomDictionaryTests.VrText(entry.Vr, entry.Choice));
            Assert.Equal(row[4], Encoding.UTF8.GetString(entry.Name));
            Assert.True(entry.Keyword.IsEmpty);
        }

        Assert.Equal(10815, count);
    }

    [Fact]
    public void TryFind_otherBlock_findsTheSameElement()
    {
        Assert.True(PrivateDictionary.TryFind("SIEMENS CSA HEADER"u8, 0x0029_FE10, out DictionaryEntry entry));
        Assert.Equal("CSA Image Header Info", Encoding.UTF8.GetString(entry.Name));
        Assert.Equal(Vr.OB, entry.Vr);
        Assert.Equal(0x0029_FE10u, entry.Tag);
    }

    [Fact]
    public void TryFind_blockThatCreatorRowsName_findsTheElement()
    {
        Assert.True(PrivateDictionary.TryFind("GEMS_ACQU_01"u8, 0x0019_1047, out DictionaryEntry entry));
        Assert.Equal("View compression factor", Encoding.UTF8.GetString(entry.Name));
    }

    [Fact]
    public void TryFind_tagThatARowNamesWhole_goesBeforeTheBlock()
    {
        Assert.True(PrivateDictionary.TryFind("PHILIPS MR/PART"u8, 0x0021_1031, out DictionaryEntry entry));
        Assert.Equal("PatientReferenceID", Encoding.UTF8.GetString(entry.Name));
    }

    [Fact]
    public void TryFind_otherGroupOrCreator_findsNothing()
    {
        Assert.False(PrivateDictionary.TryFind("SIEMENS CSA HEADER"u8, 0x0031_1010, out _));
        Assert.False(PrivateDictionary.TryFind("SIEMENS CSA HEADER "u8, 0x0029_1010, out _));
        Assert.False(PrivateDictionary.TryFind([], 0x0029_1010, out _));
    }
}
