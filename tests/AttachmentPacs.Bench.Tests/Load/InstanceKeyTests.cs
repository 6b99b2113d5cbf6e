using System.Numerics;
using System.Text;
using AttachmentPacs.Bench.Load;

namespace AttachmentPacs.Bench.Tests.Load;

public sealed class InstanceKeyTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(999_999_999, int.MaxValue, int.MaxValue)]
    public void Uid_of_any_key_is_a_number_of_128_bits_below_its_root(int run, int study, int number)
    {
        string uid = new InstanceKey(run, study, number).SopUid;

        Assert.Equal(InstanceKey.UidLength, uid.Length);
        Assert.StartsWith("2.25.1", uid, StringComparison.Ordinal);
        Assert.True(BigInteger.Parse(uid[5..], System.Globalization.CultureInfo.InvariantCulture) < BigInteger.Pow(2, 128));
    }

    [Fact]
    public void Text_and_bytes_of_a_key_are_the_same()
    {
        var key = new InstanceKey(1, 2, 3);
        byte[] bytes = new byte[InstanceKey.UidLength];
        byte[] patient = new byte[InstanceKey.PatientIdLength];

        key.WriteSeriesUid(bytes);
        key.WritePatientId(patient);

        Assert.Equal(key.SeriesUid, Encoding.ASCII.GetString(bytes));
        Assert.Equal(key.PatientId, Encoding.ASCII.GetString(patient));
    }

    [Fact]
    public void Counted_keys_are_all_different_and_in_studies_of_500()
    {
        InstanceKey[] keys = [.. Enumerable.Range(0, 1500).Select(number => InstanceKey.Counted(5, number))];

        Assert.Equal(1500, keys.Select(key => key.SopUid).Distinct().Count());
        Assert.Equal(3, keys.Select(key => key.StudyId).Distinct().Count());
        Assert.Equal(3, keys.Select(key => key.SeriesUid).Concat(keys.Select(key => key.StudyUid)).Distinct().Count() / 2);
    }
}
