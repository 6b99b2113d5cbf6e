using System.Text;
using AttachmentPacs.Bench.Load;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Bench.Tests.Load;

public sealed class InstanceTemplateTests
{
    private const uint MediaStorageSopInstanceUid = 0x0002_0003;

    private static readonly InstanceKey Key = new(123_456_789, 42, 7);

    [Fact]
    public void WriteFile_of_a_ct_gives_it_the_identity_of_the_key()
    {
        var template = InstanceTemplate.Of(SyntheticCt.Create(), "ct");
        byte[] file = template.Bytes.ToArray();

        template.WriteFile(file, Key);

        Assert.Equal(Key.SopUid, Value(file, MediaStorageSopInstanceUid));
        Assert.Equal(Key.SopUid, Value(file, Tags.SopInstanceUid));
        Assert.Equal(Key.StudyUid, Value(file, Tags.StudyInstanceUid));
        Assert.Equal(Key.SeriesUid, Value(file, Tags.SeriesInstanceUid));
        Assert.Equal(Key.PatientId, Value(file, Tags.PatientId));
        Assert.Equal("Thorax nativ", Value(file, 0x0008_1030));
    }

    [Fact]
    public void Of_a_file_keeps_all_that_follows_its_identity()
    {
        byte[] original = SyntheticCt.Create();

        var template = InstanceTemplate.Of(original, "ct");

        Assert.True(template.Bytes.EndsWith(original.AsSpan(original.Length - SyntheticCt.PixelBytes)));
        Assert.Equal("1.2.840.10008.5.1.4.1.1.2", template.SopClassUid);
        Assert.Equal("1.2.840.10008.1.2.1", template.TransferSyntaxUid);
    }

    [Fact]
    public void DataSet_begins_where_the_group_length_says()
    {
        var template = InstanceTemplate.Of(SyntheticCt.Create(), "ct");

        Assert.Equal(144 + BitConverter.ToInt32(template.Bytes[140..144]), template.DataSetStart);
        Assert.Equal([8, 0, 5, 0, (byte)'C', (byte)'S'], template.DataSet[..6].ToArray());
    }

    [Fact]
    public void WriteDataSet_of_a_copy_touches_no_more_than_it_says()
    {
        var template = InstanceTemplate.Of(SyntheticCt.Create(), "ct");
        byte[] copy = template.DataSet.ToArray();

        template.WriteDataSet(copy.AsSpan(0, template.IdentityLength), Key);

        Assert.True(copy.AsSpan().EndsWith(template.DataSet[template.IdentityLength..]));
        Assert.True(copy.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Key.SopUid)) > 0);
    }

    [Fact]
    public void Of_made_file_gives_a_template() => Assert.Equal("1.2.840.10008.5.1.4.1.1.2", InstanceTemplate.Of(MadeFile.Create(64), "made").SopClassUid);

    [Fact]
    public void Of_implicit_vr_is_refused_by_name()
    {
        byte[] file = DicomBuilder.Instance("P", transferSyntax: DicomBuilder.ImplicitLittleEndian).ToArray();

        Assert.StartsWith("odd.dcm is no Part 10 file of explicit VR", Assert.Throws<InvalidDataException>(() => InstanceTemplate.Of(file, "odd.dcm")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_file_without_a_series_says_which_tag_is_missing()
    {
        byte[] file = DicomBuilder.Instance("P").Remove(Tags.SeriesInstanceUid).ToArray();

        Assert.Contains("(0020,000E)", Assert.Throws<InvalidDataException>(() => InstanceTemplate.Of(file, "f")).Message, StringComparison.Ordinal);
    }

    private static string Value(byte[] file, uint tag)
    {
        using var reader = new DicomHeadReader();
        DicomHead head = reader.Read(new MemoryStream(file));
        foreach (Element element in head.Elements)
        {
            if (element.Tag == tag) return Encoding.ASCII.GetString(head.ValueOf(element)).TrimEnd(' ', '\0');
        }

        return "";
    }
}
