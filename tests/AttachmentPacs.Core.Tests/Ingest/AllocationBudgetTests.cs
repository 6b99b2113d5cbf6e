using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>What an instance allocates on its way in. Alone, as some of the counters are those of the process.</summary>
[Collection(nameof(AllocationBudgetTests))]
[CollectionDefinition(nameof(AllocationBudgetTests), DisableParallelization = true)]
public class AllocationBudgetTests(ITestOutputHelper output)
{
    [Fact]
    public void Ct_is_read_identified_and_summarised_within_its_budget()
    {
        byte[] file = SyntheticCt.Create();
        using var parser = new InstanceParser(DicomLimits.Default);
        AllocationBudgets.Rows.Check(
            Allocations.OnThisThread(() =>
            {
                parser.Reset();
                parser.Reader.Feed(file);
                DicomHead head = parser.Reader.Complete();
                InstanceIdentity identity = InstanceIdentity.Of(head, parser.Tags);
                InstanceRows.Of(head, parser, identity, IngestOrigin.Rest("127.0.0.1", ""), DateTimeOffset.UnixEpoch);
                parser.Summaries.Write(head, SummaryOptions.Default, parser.Summary);
            }),
            output.WriteLine);
    }

    [Fact]
    public async Task Instances_are_stored_within_their_budgets()
    {
        using var folder = new TemporaryFolder();
        var options = new ServerOptions
        {
            Storage = { Directory = folder.Combine("storage"), Durability = Durability.Os, MinimumFreeSpace = 0 },
            Database = { Sqlite = { Path = folder.Combine("index.db"), Synchronous = SqliteSynchronous.Off } },
        };
        await using Archive archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        IngestOrigin origin = IngestOrigin.Rest("127.0.0.1", "");
        AllocationBudgets.IngestCt.Check(await MeasureAsync(NumberedFile.Ct(), batch: 10), output.WriteLine);
        AllocationBudgets.IngestSmall.Check(await MeasureAsync(NumberedFile.Small(), batch: 25), output.WriteLine);

        async Task<long> MeasureAsync(NumberedFile file, int batch)
        {
            using var body = new MemoryStream(file.Bytes);
            bool isStored = true;
            long each = await Allocations.InProcessAsync(
                async () =>
                {
                    file.Next();
                    body.Position = 0;
                    isStored &= (await archive.Ingest.StoreAsync(body, origin, default)).Status == IngestStatus.Success;
                },
                batch);
            Assert.True(isStored);
            return each;
        }
    }
}
