using System.Text;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Tests.Dictionary;

public sealed class UidDictionaryTests
{
    [Fact]
    public void TryFind_everyRow_givesItsNameTypeAndKeyword()
    {
        int count = 0;
        foreach (string[] row in SchemaTables.Rows("uids.tsv"))
        {
            count++;
            Assert.True(UidDictionary.TryFind(Encoding.ASCII.GetBytes(row[0]), out UidEntry entry), row[0]);
            Assert.Equal(row[0], Encoding.ASCII.GetString(entry.Uid));
            Assert.Equal(row[1], Encoding.UTF8.GetString(entry.Name));
            Assert.Equal(row[2], Encoding.ASCII.GetString(entry.Keyword));
            Assert.Equal(string.Concat(row[3].Split(' ', '-')), entry.Type.ToString(), ignoreCase: true);
            Assert.Equal(row[4] == "Y", entry.IsRetired);
        }

        Assert.Equal(493, count);
    }

    [Fact]
    public void TryFind_unlistedUid_findsNothing()
    {
        Assert.False(UidDictionary.TryFind("1.2.840.10008.1.2\0"u8, out _));
        Assert.False(UidDictionary.TryFind([], out _));
    }
}
