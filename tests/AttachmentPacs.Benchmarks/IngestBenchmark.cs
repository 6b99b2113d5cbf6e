using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Benchmarks;

/// <summary>One instance at a time through the whole ingest, as it comes from a door: with everything flushed, and with nothing.</summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 3, iterationCount: 10, invocationCount: 32)]
public class IngestBenchmark
{
    private readonly NumberedFile _ct = NumberedFile.Ct();
    private readonly NumberedFile _small = NumberedFile.Small();
    private readonly IngestOrigin _origin = IngestOrigin.Rest("127.0.0.1", "");
    private TemporaryFolder _folder = null!;
    private Archive _archive = null!;

    [Params(Durability.Full, Durability.Os)]
    public Durability Durability { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _folder = new TemporaryFolder();
        SqliteSynchronous synchronous = Durability == Durability.Full ? SqliteSynchronous.Full : SqliteSynchronous.Off;
        var options = new ServerOptions
        {
            Storage = { Directory = _folder.Combine("storage"), Durability = Durability, MinimumFreeSpace = 0 },
            Database = { Sqlite = { Path = _folder.Combine("index.db"), Synchronous = synchronous } },
        };
        _archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _archive.DisposeAsync();
        _folder.Dispose();
    }

    [Benchmark]
    public Task<IngestResult> Ct() => StoreAsync(_ct);

    [Benchmark]
    public Task<IngestResult> Small() => StoreAsync(_small);

    private Task<IngestResult> StoreAsync(NumberedFile file) => _archive.Ingest.StoreAsync(new MemoryStream(file.Next()), _origin, default);
}
