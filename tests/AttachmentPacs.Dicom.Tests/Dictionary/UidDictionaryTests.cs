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

    [Fact]
    public void All_of_a_type_are_listed_with_their_keywords()
    {
        (string Uid, string Keyword)[] all = [.. UidDictionary.All(UidType.SopClass)];

        Assert.Contains(("1.2.840.10008.5.1.4.1.1.2", "CTImageStorage"), all);
        Assert.DoesNotContain(all, each => each.Keyword == "JPEGBaseline8Bit");
        Assert.Contains(("1.2.840.10008.1.2.4.50", "JPEGBaseline8Bit"), UidDictionary.All(UidType.TransferSyntax));
    }
}
