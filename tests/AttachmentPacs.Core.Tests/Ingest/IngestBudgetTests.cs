using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>What one file may take of the memory that all on their way in have together (Limits:IngestBytes).</summary>
public class IngestBudgetTests
{
    private const int Elements = 100_000;

    [Fact]
    public async Task Summary_much_longer_than_its_head_counts_against_the_budget()
    {
        byte[] file = FileOfManyElements();
        long head = HeadBytes(file);
        await using TestArchive tight = await TestArchive.OpenAsync(DuplicatePolicies.Always(DuplicatePolicy.Ignore), QuotaLimits.None, head + (4 << 20));
        await using TestArchive wide = await TestArchive.OpenAsync(DuplicatePolicies.Always(DuplicatePolicy.Ignore), QuotaLimits.None, head + (64 << 20));

        await Assert.ThrowsAsync<IngestBudgetException>(() => tight.StoreAsync(file));

        Assert.Equal(0, (await tight.Index.StatisticsAsync(default)).Instances);
        Assert.Equal(IngestStatus.Success, (await tight.StoreAsync(DicomBuilder.Instance("P1").ToArray())).Status);
        Assert.Equal(IngestStatus.Success, (await wide.StoreAsync(file)).Status);
    }

    private static long HeadBytes(byte[] file)
    {
        using var reader = new DicomHeadReader(DicomLimits.Default);
        reader.Feed(file);
        return reader.TakenBytes;
    }

    private static byte[] FileOfManyElements()
    {
        DicomBuilder builder = DicomBuilder.Instance("P1");
        for (uint i = 0; i < Elements; i++) builder = builder.Add((0x0011_8000 + ((i >> 15) << 17)) | (i & 0x7FFF), "LO", "");
        return builder.ToArray();
    }
}
