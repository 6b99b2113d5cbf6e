using AttachmentPacs.Storage;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>A file drafted, completed and published, alone: nobody shares its flushes.</summary>
[MemoryDiagnoser]
[SimpleJob(warmupCount: 3, iterationCount: 10, invocationCount: 32)]
public class FileStoreBenchmark
{
    private const int Piece = 128 << 10;

    private readonly NumberedFile _ct = NumberedFile.Ct();
    private readonly NumberedFile _small = NumberedFile.Small();
    private TemporaryFolder _folder = null!;
    private FileSystemBlobStore _store = null!;

    [Params(Durability.Full, Durability.Os)]
    public Durability Durability { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _store = new FileSystemBlobStore(new() { Directory = _folder.Combine("storage"), Durability = Durability, MinimumFreeSpace = 0 });
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Benchmark]
    public Task<BlobInfo> Ct() => PublishAsync(_ct.Next());

    [Benchmark]
    public Task<BlobInfo> Small() => PublishAsync(_small.Next());

    private async Task<BlobInfo> PublishAsync(byte[] file)
    {
        await using BlobDraft draft = await _store.CreateDraftAsync(Compression.None, default);
        for (int at = 0; at < file.Length; at += Piece) await draft.WriteAsync(file.AsMemory(at, Math.Min(Piece, file.Length - at)), default);
        BlobInfo blob = await draft.CompleteAsync(default);
        await _store.PublishAsync([draft], default);
        return blob;
    }
}
