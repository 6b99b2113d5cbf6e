using System.Buffers;
using System.Text;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Tests.Reading;

/// <summary>What one file can make the reader and the summary hold: bounded by limits, not by what the file wants.</summary>
public class HostileSizeTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void LongPrivateCreator_is_not_repeated_for_each_element_of_its_block()
    {
        byte[] file = new RawDataSet().Identity().Explicit(0x0041_0010, "LO", Encoding.ASCII.GetBytes(new string('x', 60_000)))
            .Repeat(200, (set, i) => set.Explicit(0x0041_1000u + (uint)i, "LO", "v "u8)).ToArray();
        Assert.InRange(Summarise(file).WrittenCount, 1, 100_000);
    }

    [Fact]
    public void StrayDelimiters_without_end_meet_the_element_limit()
    {
        byte[] start = new RawDataSet().Identity().ToArray();
        byte[] strays = new RawDataSet(null).Repeat(8192, (set, _) => set.SequenceEnd()).ToArray();
        using var reader = new DicomHeadReader();
        reader.Feed(start);
        DicomFormatException thrown = Assert.Throws<DicomFormatException>(() =>
        {
            for (int i = 0; i < 1000; i++) reader.Feed(strays);
        });
        Assert.Equal(DicomFault.LimitExceeded, thrown.Fault);
    }

    [Fact]
    public void Value_of_more_than_2_GiB_is_passed_over_and_what_follows_is_found()
    {
        const uint Length = 0xC000_0000;
        using var reader = new DicomHeadReader();
        byte[] start = new RawDataSet().Identity().Explicit(0x7FE0_0010, "OB", default, Length).ToArray();
        reader.Feed(start);
        byte[] pixels = new byte[MiB];
        for (long fed = 0; fed < Length; fed += pixels.Length) reader.Feed(pixels);
        reader.Feed(new RawDataSet(null).Explicit(0xFFFC_FFFC, "OB", new byte[8]).ToArray());

        DicomHead head = reader.Complete();

        Assert.Equal(Length, head.Elements[^2].Length);
        Assert.Equal(0xFFFC_FFFC, head.Elements[^1].Tag);
        Assert.Equal(start.LongLength + Length + 12, head.Elements[^1].Offset);
        Assert.InRange(reader.TakenBytes, 0, MiB);
    }

    [Fact]
    public void SmallFragments_are_passed_over_without_being_kept()
    {
        using var reader = new DicomHeadReader();
        reader.Feed(new RawDataSet("1.2.840.10008.1.2.4.50").Identity().Explicit(0x7FE0_0010, "OB", default, uint.MaxValue).ToArray());
        byte[] fragments = new RawDataSet(null).Repeat(1000, (set, _) => set.Item(1000).Raw(new byte[1000])).ToArray();
        reader.Feed(fragments);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 64; i++) reader.Feed(fragments);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MiB);
        reader.Feed(new RawDataSet(null).SequenceEnd().ToArray());
        Assert.InRange(reader.Complete().Bytes.Length, 1, MiB);
    }

    [Fact]
    public void ValuesPassedOver_that_are_small_count_against_the_kept_bytes()
    {
        using var reader = new DicomHeadReader(new DicomLimits { KeptHead = 1 << 20 });
        reader.Feed(new RawDataSet().Identity().ToArray());
        byte[] values = new RawDataSet(null).Repeat(100, (set, _) => set.Explicit(0x0040_1000, "OB", new byte[1000])).ToArray();
        DicomFormatException thrown = Assert.Throws<DicomFormatException>(() =>
        {
            for (int i = 0; i < 100; i++) reader.Feed(values);
        });
        Assert.Equal(DicomFault.LimitExceeded, thrown.Fault);
    }

    [Fact]
    public void Summary_beyond_its_limit_is_refused()
    {
        byte[] file = new RawDataSet().Identity().Repeat(1000, (set, i) => set.Explicit(0x0040_2000u + (uint)i, "LO", "text"u8)).ToArray();
        using var reader = new DicomHeadReader();
        using var writer = new SummaryWriter();
        reader.Feed(file);
        DicomFormatException thrown = Assert.Throws<DicomFormatException>(() =>
            writer.Write(reader.Complete(), new SummaryOptions { MaxBytes = 10_000 }, new ArrayBufferWriter<byte>()));
        Assert.Equal(DicomFault.LimitExceeded, thrown.Fault);
    }

    private static ArrayBufferWriter<byte> Summarise(byte[] file)
    {
        using var reader = new DicomHeadReader();
        using var writer = new SummaryWriter();
        reader.Feed(file);
        var output = new ArrayBufferWriter<byte>();
        writer.Write(reader.Complete(), SummaryOptions.Default, output);
        return output;
    }
}
