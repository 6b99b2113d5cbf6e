using AttachmentPacs.Bench.Chart;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>What indexing an instance allocates, its rows as ingest makes them. Alone, as the counters are those of the process.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Instances = 3000;

    [Fact]
    public async Task Instances_are_indexed_within_their_budgets()
    {
        using var folder = new TempFolder();
        await using SqliteIndex index = await SqliteIndex.OpenAsync(
            new() { Path = folder.Database, Synchronous = SqliteSynchronous.Off }, _ => true, TimeProvider.System, CancellationToken.None);
        NewInstance[] instances = [.. SyntheticIndex.Instances(0, Instances)];
        int next = 0;

        AllocationBudgets.IndexAlone.Check(
            await Allocations.InProcessAsync(() => index.StoreAsync(instances[next++], CancellationToken.None), batch: 50), output.WriteLine);
        const int Together = 64;
        var tasks = new Task<StoreOutcome>[Together];
        long each = await Allocations.InProcessAsync(
            () =>
            {
                for (int i = 0; i < Together; i++) tasks[i] = index.StoreAsync(instances[next++], CancellationToken.None);
                return Task.WhenAll(tasks);
            },
            batch: 1) / Together;
        AllocationBudgets.IndexTogether.Check(each, output.WriteLine);
        Assert.Equal(next, (await index.StatisticsAsync(CancellationToken.None)).Instances);
    }
}
