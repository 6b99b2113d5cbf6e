using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Ingest.Rules;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.FileSystem;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core;

/// <summary>Storage, index and what Core makes of them, opened in order and closed in the reverse one.</summary>
public sealed class Archive : IAsyncDisposable
{
    private readonly StoreLock _lock;

    private Archive(
        StoreLock storeLock, FileSystemBlobStore store, IIndex index, ModalityRegistry modalities, ServerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        _lock = storeLock;
        Store = store;
        Index = index;
        Modalities = modalities;
        Callers = new CallerPolicy(modalities, options.Dicom, HostAddresses.System(time));
        Compression summary = CodecSupport.IsAvailable(Codec.Zstd) ? Compression.Zstd : Compression.Zlib;
        Collector = new BlobCollector(store, index, time, options.Storage.CollectAfter, logs.CreateLogger<BlobCollector>());
        var running = new PublicationCount();
        var publisher = new Publisher(store, Collector, running);
        Guard = new StoreGuard(store, storeLock, index, Collector, running, time, logs.CreateLogger<StoreGuard>());
        Keys = new KeyExpiry(index, time, logs.CreateLogger<KeyExpiry>());
        Changes = new ChangeFeed(index, time, logs.CreateLogger<ChangeFeed>());
        Stability = new StabilityWatch(index, time, options.Stable.Age, logs.CreateLogger<StabilityWatch>());
        Reader = new AttachmentReader(store, index, logs.CreateLogger<AttachmentReader>());
        var limits = new QuotaLimits(options.Storage.MaximumSize, options.Storage.MaximumPatients, options.Storage.MaximumMode);
        Quota = new StorageQuota(index, limits, logs.CreateLogger<StorageQuota>());
        Writer = new AttachmentWriter(store, index, publisher, Reader, Quota, options.Storage.Compression);
        Summaries = new SummaryService(index, Reader, Writer, summary, options.Limits.ToDicomLimits(), logs.CreateLogger<SummaryService>());
        var duplicates = new DuplicatePolicies(options.Storage.Duplicates, options.Storage.DuplicatesBySource);
        var ingest = new IngestOptions(options.Storage.Compression, summary, duplicates, options.Limits.ToDicomLimits(), options.Limits.IngestBytes, options.Accept.MaximumSize);
        if (AcceptRules.Of(options.Accept) is { } rules) Hooks.Add(rules);
        Ingest = new IngestPipeline(store, index, publisher, Reader, Quota, Hooks, ingest, time, logs.CreateLogger<IngestPipeline>());
    }

    public IBlobStore Store { get; }

    public IIndex Index { get; }

    public BlobCollector Collector { get; }

    public StoreGuard Guard { get; }

    public KeyExpiry Keys { get; }

    public ChangeFeed Changes { get; }

    public StabilityWatch Stability { get; }

    public AttachmentReader Reader { get; }

    public StorageQuota Quota { get; }

    public AttachmentWriter Writer { get; }

    public SummaryService Summaries { get; }

    public IngestHooks Hooks { get; } = new();

    public IngestPipeline Ingest { get; }

    public ModalityRegistry Modalities { get; }

    public CallerPolicy Callers { get; }

    public static async Task<Archive> OpenAsync(ServerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        (FileSystemBlobStore store, StoreLock storeLock) = OpenStore(options.Storage);
        try
        {
            SqliteIndex index = await SqliteIndex.OpenAsync(
                options.Database.Sqlite.ToIndexOptions(), uuid => store.Exists(new BlobId(uuid)), time, CancellationToken.None).ConfigureAwait(false);
            try
            {
                ModalityRegistry modalities = await ModalityRegistry.OpenAsync(
                    index, options.Dicom, logs.CreateLogger<ModalityRegistry>(), CancellationToken.None).ConfigureAwait(false);
                return new Archive(storeLock, store, index, modalities, options, time, logs);
            }
            catch
            {
                await index.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            storeLock.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Ingest.Dispose();
        await Index.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        Modalities.Dispose();
        Collector.Dispose();
        Quota.Dispose();
        _lock.Dispose();
    }

    private static (FileSystemBlobStore Store, StoreLock Lock) OpenStore(StorageOptions options)
    {
        try
        {
            var store = new FileSystemBlobStore(new FileSystemBlobStoreOptions
            {
                Directory = options.Directory, Md5 = options.Md5, Durability = options.Durability, MinimumFreeSpace = options.MinimumFreeSpace,
                DirectWrites = options.DirectWrites, KeptContents = options.KeptContents,
            });
            return (store, StoreLock.Take(options.Directory));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not StorageFullException))
        {
            throw new IOException($"{e.Message} Storage:Directory is {Path.GetFullPath(options.Directory)}: it must be a folder that this user may write to, or one that he may make.", e);
        }
    }
}
