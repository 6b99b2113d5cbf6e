using System.Buffers;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Dicom.Tests.Reading;

/// <summary>Random damage, seeded: a file is read or refused, never anything else, and the same whole and in pieces.</summary>
public class MutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void DamagedFile_read_whole_and_in_pieces_ends_the_same_way(int seed)
    {
        byte[] original = SyntheticCt.Create()[..6000];
        var random = new Random(seed);
        using var whole = new DicomHeadReader();
        using var pieces = new DicomHeadReader();
        for (int i = 0; i < 1500; i++)
        {
            byte[] file = Damage(original, random);
            Assert.Equal(Read(whole, file, int.MaxValue), Read(pieces, file, random.Next(1, 40)));
        }
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        byte[] file = original.AsSpan(0, random.Next(100, original.Length)).ToArray();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(file.Length);
            file[at] = random.Next(4) switch { 0 => 0xFF, 1 => 0, 2 => (byte)(file[at] ^ (1 << random.Next(8))), _ => (byte)random.Next(256) };
        }

        return file;
    }

    private static string Read(DicomHeadReader reader, byte[] file, int piece)
    {
        using var writer = new SummaryWriter();
        reader.Reset();
        try
        {
            for (int at = 0; at < file.Length; at += Math.Min(piece, file.Length - at)) reader.Feed(file.AsSpan(at, Math.Min(piece, file.Length - at)));
            DicomHead head = reader.Complete();
            InstanceIdentity identity = InstanceIdentity.Of(head, new TagReader());
            var summary = new ArrayBufferWriter<byte>();
            writer.Write(head, SummaryOptions.Default, summary);
            return $"{identity.Instance} {summary.WrittenCount}";
        }
        catch (DicomFormatException e)
        {
            return $"{e.Fault} {e.Tag:x8}";
        }
    }
}
