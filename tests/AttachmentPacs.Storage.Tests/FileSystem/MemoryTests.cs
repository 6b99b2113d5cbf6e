using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>Managed bytes allocated on the way of a blob: bounded, whatever its size. Everything here runs on the calling thread.</summary>
public sealed class MemoryTests : IDisposable
{
    private const int Piece = 60_000;
    private readonly TempFolder _folder = new();

    public static TheoryData<Compression> Compressions => [.. Enum.GetValues<Compression>()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Large_blob_is_written_and_read_in_bounded_memory(Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] piece = Content.Shrinkable(Piece);
        BlobDraft draft = await store.CreateDraftAsync(compression, CancellationToken.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int count = 0; count < 1000; count++) await draft.WriteAsync(piece, CancellationToken.None);
        BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
        long writing = GC.GetAllocatedBytesForCurrentThread() - before;
        await store.PublishAsync([draft], CancellationToken.None);
        await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
        before = GC.GetAllocatedBytesForCurrentThread();
        await reader.CopyContentToAsync(Stream.Null, 0, blob.Size, CancellationToken.None);
        await reader.CopyContentToAsync(Stream.Null, blob.Size - 10, 10, CancellationToken.None);
        long reading = GC.GetAllocatedBytesForCurrentThread() - before;
        await draft.DisposeAsync();

        Assert.Equal(1000L * Piece, blob.Size);
        Assert.InRange(writing, 0, 3 << 20);
        Assert.InRange(reading, 0, 3 << 20);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Small_blob_allocates_little(Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] content = Content.Shrinkable(10_000);
        long before = 0;
        for (int round = 0; round < 220; round++)
        {
            // The first rounds fill the pools.
            if (round == 20) before = GC.GetAllocatedBytesForCurrentThread();
            await store.StoreAsync(content, compression);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 200, 0, 12_000);
    }
}
