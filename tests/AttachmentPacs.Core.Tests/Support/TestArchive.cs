using System.Collections.Concurrent;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Core.Tests.Support;

/// <summary>A real store and a real index behind decorators that fail when told to, and what Core makes of them.</summary>
internal sealed class TestArchive : IAsyncDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private readonly TemporaryFolder _folder;
    private readonly StoreLock _lock;

    private TestArchive(SqliteIndex index, FileSystemBlobStore store, TemporaryFolder folder, ManualTime time, DuplicatePolicies onDuplicate, QuotaLimits limits, long ingestBytes, long maximumSize)
    {
        _folder = folder;
        Time = time;
        Store = new FaultyStore(store);
        Index = new FaultyIndex(index);
        Collector = new BlobCollector(Store, Index, Time, Grace, NullLogger<BlobCollector>.Instance);
        _lock = StoreLock.Take(folder.Combine("storage"));
        var running = new PublicationCount();
        var publisher = new Publisher(Store, Collector, running);
        Guard = new StoreGuard(Store, _lock, Index, Collector, running, Time, new RecordingLog<StoreGuard>(Lines));
        Reader = new AttachmentReader(Store, Index, NullLogger<AttachmentReader>.Instance);
        Quota = new StorageQuota(Index, limits, new RecordingLog<StorageQuota>(Lines));
        Writer = new AttachmentWriter(Store, Index, publisher, Reader, Quota, Compression.None);
        Summaries = new SummaryService(Index, Reader, Writer, Compression.Zlib, DicomLimits.Default, NullLogger<SummaryService>.Instance);
        var ingest = new IngestOptions(Compression.None, Compression.Zlib, onDuplicate, DicomLimits.Default, ingestBytes, maximumSize);
        Ingest = new IngestPipeline(Store, Index, publisher, Reader, Quota, Hooks, ingest, Time, new RecordingLog<IngestPipeline>(Lines));
    }

    public FaultyStore Store { get; }

    public FaultyIndex Index { get; }

    /// <summary>Stands a minute after the start: files written by the test are older.</summary>
    public ManualTime Time { get; }

    public IngestHooks Hooks { get; } = new();

    public BlobCollector Collector { get; }

    public StoreGuard Guard { get; }

    public AttachmentReader Reader { get; }

    public StorageQuota Quota { get; }

    /// <summary>What quota and pipeline have logged: number and text.</summary>
    public ConcurrentQueue<(int Number, string Text)> Lines { get; } = [];

    public AttachmentWriter Writer { get; }

    public SummaryService Summaries { get; }

    public IngestPipeline Ingest { get; }

    public static Task<TestArchive> OpenAsync(DuplicatePolicy onDuplicate = DuplicatePolicy.Ignore, QuotaLimits? limits = null, long maximumSize = 0) =>
        OpenAsync(DuplicatePolicies.Always(onDuplicate), limits ?? QuotaLimits.None, maximumSize: maximumSize);

    public static async Task<TestArchive> OpenAsync(DuplicatePolicies onDuplicate, QuotaLimits limits, long ingestBytes = 512 << 20, long maximumSize = 0)
    {
        var folder = new TemporaryFolder();
        var store = new FileSystemBlobStore(
            new FileSystemBlobStoreOptions { Directory = folder.Combine("storage"), MinimumFreeSpace = 0, Durability = Durability.Os });
        var time = new ManualTime { Now = TimeProvider.System.GetUtcNow().AddMinutes(1) };
        SqliteIndex index = await SqliteIndex.OpenAsync(
            new SqliteIndexOptions { Path = folder.Combine("index.db"), Synchronous = SqliteSynchronous.Off }, uuid => store.Exists(new BlobId(uuid)), time, default);
        return new TestArchive(index, store, folder, time, onDuplicate, limits, ingestBytes, maximumSize);
    }

    public Task<IngestResult> StoreAsync(byte[] file) => StoreAsync(new MemoryStream(file));

    public Task<IngestResult> StoreAsync(Stream body) => StoreAsync(body, IngestOrigin.Rest("127.0.0.1", ""));

    public Task<IngestResult> StoreAsync(Stream body, IngestOrigin origin) => Ingest.StoreAsync(body, origin, default);

    public async Task<Attachment> AttachmentAsync(ResourceId instance, int type = AttachmentType.Dicom)
    {
        ResourceRow row = Assert.IsType<ResourceRow>(await Index.FindAsync(instance, default));
        return new Attachment(row, Assert.IsType<AttachmentRow>(await Index.AttachmentAsync(row.Key, type, default)));
    }

    public async Task<byte[]> ReadAsync(Attachment attachment)
    {
        using var content = new MemoryStream();
        await Reader.CopyAsync(attachment, AttachmentReader.Form.Content, 0, attachment.Row.Blob.UncompressedSize, content, default);
        return content.ToArray();
    }

    public StoreLock Lock => _lock;

    /// <summary>Publishes an instance's blobs as a process does that dies before its index transaction: rows are missing, files are there.</summary>
    public async Task LeaveOrphansAsync(byte[] file)
    {
        foreach (byte[] content in (byte[][])[file, [.. file, 0]])
        {
            await using BlobDraft draft = await Store.CreateDraftAsync(Compression.None, default);
            await draft.WriteAsync(content, default);
            await draft.CompleteAsync(default);
            await Store.PublishAsync([draft], default);
        }
    }

    public string FileOf(Guid uuid)
    {
        string name = uuid.ToString("D");
        return Path.Combine(_folder.Combine("storage"), name[..2], name[2..4], name);
    }

    public int Blobs() => Store.List(default).Count();

    public int Drafts() => Directory.GetFiles(Path.Combine(_folder.Combine("storage"), "drafts")).Length;

    public async ValueTask DisposeAsync()
    {
        Ingest.Dispose();
        await Index.DisposeAsync();
        await Store.DisposeAsync();
        Collector.Dispose();
        Quota.Dispose();
        _lock.Dispose();
        _folder.Dispose();
    }
}
