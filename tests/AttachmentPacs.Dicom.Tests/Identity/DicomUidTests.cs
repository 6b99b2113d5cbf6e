using System.Numerics;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Dicom.Tests.Identity;

public class DicomUidTests
{
    [Fact]
    public void New_uid_is_a_random_UUID_below_2_25()
    {
        string[] uids = [.. Enumerable.Range(0, 100).Select(_ => DicomUid.New())];

        Assert.Equal(100, uids.Distinct().Count());
        Assert.All(uids, uid =>
        {
            Assert.True(DicomUid.IsOne(uid));
            Guid uuid = Uuid(uid);
            Assert.Equal((4, 0x8), (uuid.Version, uuid.Variant & 0xC));
        });
    }

    [Theory]
    [InlineData("1.2.840.10008.1.1", true)]
    [InlineData("1", true)]
    [InlineData("1.02", true)]
    [InlineData("", false)]
    [InlineData("1.2.", false)]
    [InlineData(".1", false)]
    [InlineData("1..2", false)]
    [InlineData("1.2 ", false)]
    [InlineData("1.a", false)]
    [InlineData("1.12345678901234567890123456789012345678901234567890123456789012", true)]
    [InlineData("1.123456789012345678901234567890123456789012345678901234567890123", false)]
    public void Uid_is_digits_and_dots_of_64_at_most(string text, bool expected) => Assert.Equal(expected, DicomUid.IsOne(text));

    // PS3.5 B.2
    private static Guid Uuid(string uid)
    {
        Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
        byte[] bytes = BigInteger.Parse(uid["2.25.".Length..]).ToByteArray(isUnsigned: true, isBigEndian: true);
        return new Guid([.. new byte[16 - bytes.Length], .. bytes], bigEndian: true);
    }
}
