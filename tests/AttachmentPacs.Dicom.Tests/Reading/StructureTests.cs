using System.IO.Compression;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Tests.Reading;

/// <summary>Structures that real and hostile files have, each read whole and byte by byte.</summary>
public class StructureTests
{
    private const uint Undefined = uint.MaxValue;

    [Fact]
    public void EmptySequenceOfUndefinedLength_at_the_end_of_implicit_data_is_accepted() =>
        Accept(new RawDataSet("1.2.840.10008.1.2").ImplicitIdentity().Implicit(0x0040_A730, default, Undefined).SequenceEnd());

    [Fact]
    public void EmptyUnknownSequence_at_the_end_is_accepted() =>
        Accept(new RawDataSet().Identity().Explicit(0x0040_A730, "UN", default, Undefined).SequenceEnd());

    [Fact]
    public void ItemOfUndefinedLength_that_passes_its_sequence_is_malformed() =>
        Refuse(DicomFault.Malformed, new RawDataSet().Identity()
            .Explicit(0x0040_A730, "SQ", default, 16).Item(Undefined).Explicit(0x0040_A040, "CS", "TEXT"u8).Explicit(0x0040_A041, "CS", "TEXT"u8).ItemEnd());

    [Fact]
    public void SequenceInMetaHeader_is_malformed() =>
        Refuse(DicomFault.Malformed, new RawDataSet().Repeat(140, (file, i) => file.Explicit(0x0002_0102, "SQ", default)));

    [Fact]
    public void MetaHeaderAlone_is_truncated() => Refuse(DicomFault.Truncated, new RawDataSet());

    [Fact]
    public void MetaHeaderCutInAValue_is_truncated() => Refuse(DicomFault.Truncated, new RawDataSet().Explicit(0x0002_0012, "UI", "1.2"u8, 64));

    [Fact]
    public void NothingAtAll_is_not_dicom() => Refuse(DicomFault.NotDicom, new RawDataSet(null));

    [Theory]
    [InlineData("1.2.840.10008.1.2", "1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")]
    public void TransferSyntaxThatLies_is_seen_through(string declared, string real)
    {
        var file = new RawDataSet(declared);
        Accept(real == "1.2.840.10008.1.2" ? file.ImplicitIdentity() : file.Identity());
    }

    [Fact]
    public void Depth_up_to_the_limit_is_accepted_and_beyond_refused()
    {
        Accept(Nested(64));
        Refuse(DicomFault.LimitExceeded, Nested(65));
    }

    [Fact]
    public void ElementsRepeated_count_once_and_first()
    {
        byte[] file = new RawDataSet().Identity().Explicit(0x0020_4000, "LT", "first "u8).Explicit(0x0020_4000, "LT", "second"u8).ToArray();
        using var reader = new DicomHeadReader();
        reader.Feed(file);
        DicomHead head = reader.Complete();
        Assert.True(head.IsUnordered);
        Assert.Equal("first", new TagReader().Find(head, 0x0020_4000));
    }

    [Fact]
    public void Reader_reset_after_a_fault_reads_the_next_file_as_if_nothing_had_been()
    {
        using var reader = new DicomHeadReader();
        Assert.Throws<DicomFormatException>(() => reader.Feed(Nested(65).ToArray()));
        reader.Reset();
        reader.Feed(new RawDataSet().Identity().ToArray());
        Assert.Equal(4, reader.Complete().Elements.Length - 1);
    }

    [Fact]
    public void DeflatedDataSet_in_pieces_of_any_size_is_inflated_while_it_passes() => Accept(Deflated(0));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void DeflatedDataSet_that_is_cut_is_truncated(int cut) => Refuse(DicomFault.Truncated, Deflated(cut));

    [Fact]
    public void DeflatedDataSet_that_is_none_is_malformed() => Refuse(DicomFault.Malformed, new RawDataSet(Deflate).Raw("these bytes are no deflate stream"u8));

    private const string Deflate = "1.2.840.10008.1.2.1.99";

    private static RawDataSet Deflated(int cut)
    {
        byte[] dataSet = new RawDataSet(null).Identity().Explicit(0x0020_4000, "UT", new byte[20_000]).ToArray();
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(dataSet);
        return new RawDataSet(Deflate).Raw(deflated.ToArray().AsSpan(0, (int)deflated.Length - cut));
    }

    private static RawDataSet Nested(int depth) => new RawDataSet().Identity()
        .Repeat(depth, (file, i) => file.Explicit(0x0040_A730, "SQ", default, Undefined).Item(Undefined))
        .Repeat(depth, (file, i) => file.ItemEnd().SequenceEnd());

    private static void Accept(RawDataSet file)
    {
        foreach (int piece in (int[])[int.MaxValue, 1])
        {
            using var reader = new DicomHeadReader();
            Feed(reader, file.ToArray(), piece);
            DicomHead head = reader.Complete();
            Assert.Equal("1.2.3.4", new TagReader().Find(head, Tags.SopInstanceUid));
        }
    }

    private static void Refuse(DicomFault fault, RawDataSet file)
    {
        foreach (int piece in (int[])[int.MaxValue, 1])
        {
            using var reader = new DicomHeadReader();
            DicomFormatException thrown = Assert.Throws<DicomFormatException>(() =>
            {
                Feed(reader, file.ToArray(), piece);
                reader.Complete();
            });
            Assert.Equal(fault, thrown.Fault);
        }
    }

    private static void Feed(DicomHeadReader reader, byte[] file, int piece)
    {
        for (int at = 0; at < file.Length; at += Math.Min(piece, file.Length - at)) reader.Feed(file.AsSpan(at, Math.Min(piece, file.Length - at)));
    }
}
