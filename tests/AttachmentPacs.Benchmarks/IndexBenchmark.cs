using AttachmentPacs.Bench.Chart;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>Instances stored into SQLite so many at a time, each transaction flushed; rows as ingest makes them. Times are of the whole batch.</summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 3, iterationCount: 10, invocationCount: 16)]
public class IndexBenchmark
{
    private TemporaryFolder _folder = null!;
    private SqliteIndex _index = null!;
    private IEnumerator<NewInstance> _instances = null!;
    private Task<StoreOutcome>[] _stores = [];

    [Params(1, 16, 64, 500)]
    public int Batch { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _folder = new TemporaryFolder();
        _index = await SqliteIndex.OpenAsync(new() { Path = _folder.Combine("index.db") }, _ => true, TimeProvider.System, default);
        _instances = SyntheticIndex.Instances(0, long.MaxValue).GetEnumerator();
        _stores = new Task<StoreOutcome>[Batch];
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _index.DisposeAsync();
        _instances.Dispose();
        _folder.Dispose();
    }

    [Benchmark]
    public Task<StoreOutcome[]> Store()
    {
        for (int i = 0; i < Batch && _instances.MoveNext(); i++) _stores[i] = _index.StoreAsync(_instances.Current, default);
        return Task.WhenAll(_stores);
    }
}
