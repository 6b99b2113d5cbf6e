using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>Allocations are exact where times are not: what one CT of 526 KB costs before a byte of it is stored.</summary>
public class AllocationBudgetTests(ITestOutputHelper output)
{
    /// <summary>Bytes for head, ids and rows for the index; the summary goes into a buffer that is used again.</summary>
    private const long Budget = 4096;

    [Fact]
    public void Ct_read_identified_and_summarised_stays_within_4_KiB()
    {
#if DEBUG
        output.WriteLine("Budgets hold for Release builds: nothing was tested here.");
#else
        output.WriteLine($"Budget: {Budget} bytes");
        byte[] file = SyntheticCt.Create();
        using var parser = new InstanceParser(DicomLimits.Default);
        for (int i = 0; i < 50; i++) Read(parser, file);
        long least = Enumerable.Range(0, 20).Min(_ => Read(parser, file));
        Assert.InRange(least, 1, Budget);
#endif
    }

#if !DEBUG
    private static long Read(InstanceParser parser, byte[] file)
    {
        parser.Reset();
        long before = GC.GetAllocatedBytesForCurrentThread();
        parser.Reader.Feed(file);
        DicomHead head = parser.Reader.Complete();
        InstanceIdentity identity = InstanceIdentity.Of(head, parser.Tags);
        InstanceRows.Of(head, parser, identity, IngestOrigin.Rest("127.0.0.1", ""), DateTimeOffset.UnixEpoch);
        parser.Summaries.Write(head, SummaryOptions.Default, parser.Summary);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
#endif
}
