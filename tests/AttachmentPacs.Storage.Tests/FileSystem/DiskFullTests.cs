using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

public sealed class DiskFullTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MountFact]
    public async Task Full_disk_refuses_the_draft_and_keeps_the_store_in_order()
    {
        string disk = _folder.Combine("disk");
        Directory.CreateDirectory(disk);
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk);
        try
        {
            FileSystemBlobStoreOptions options = new() { Directory = Path.Combine(disk, "store"), MinimumFreeSpace = 0 };
            await using FileSystemBlobStore store = new(options);
            BlobInfo kept = await store.StoreAsync(Content.Random(1000), Compression.None);
            foreach (Compression compression in Enum.GetValues<Compression>())
            {
                await using BlobDraft draft = await store.CreateDraftAsync(compression, CancellationToken.None);
                StorageFullException e = await Assert.ThrowsAsync<StorageFullException>(async () =>
                {
                    for (int piece = 0; piece < 64; piece++) await draft.WriteAsync(Content.Random(100_000, piece), CancellationToken.None);
                });
                Assert.Contains(disk, e.Message, StringComparison.Ordinal);
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await draft.WriteAsync(new byte[1], CancellationToken.None));
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await draft.CompleteAsync(CancellationToken.None));
            }

            Assert.Empty(Directory.GetFiles(Path.Combine(options.Directory, "drafts")));
            Assert.Equal(Content.Random(1000), await store.ReadAsync(kept));
            BlobInfo next = await store.StoreAsync(Content.Random(2_000_000), Compression.None);
            Assert.True((await store.VerifyAsync(next, CancellationToken.None)).Healthy);
        }
        finally
        {
            Tool.Run("umount", disk);
        }
    }

    [Fact]
    public async Task Draft_is_not_started_below_the_floor()
    {
        FileSystemBlobStoreOptions options = new() { Directory = _folder.Combine("store"), MinimumFreeSpace = long.MaxValue };
        await using FileSystemBlobStore store = new(options);
        StorageFullException e = await Assert.ThrowsAsync<StorageFullException>(
            async () => await store.CreateDraftAsync(Compression.None, CancellationToken.None));

        Assert.Contains($"less than the floor of {long.MaxValue} bytes", e.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:MinimumFreeSpace", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Combine("store/drafts")));
    }

    [Fact]
    public async Task Draft_that_takes_the_space_below_the_floor_is_stopped()
    {
        const int MiB = 1 << 20;
        long free = 100L * MiB;
        int asked = 0;
        FileSystemBlobStoreOptions options = new() { Directory = _folder.Combine("store"), MinimumFreeSpace = 30L * MiB, Durability = Durability.Os };
        await using FileSystemBlobStore store = new(options, _ => new RecordingMedium(), _ =>
        {
            asked++;
            return free;
        });
        await using BlobDraft draft = await store.CreateDraftAsync(Compression.None, CancellationToken.None);
        byte[] piece = new byte[MiB];
        for (int written = 0; written < 64; written++) await draft.WriteAsync(piece, CancellationToken.None);
        Assert.Equal(1, asked);
        free = 29L * MiB;
        await Assert.ThrowsAsync<StorageFullException>(async () => await draft.WriteAsync(piece, CancellationToken.None));

        Assert.Equal(2, asked);
    }
}
