using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>Contents in memory: when they come, when they go, and that they never hide what became of their file.</summary>
public sealed class KeptContentsTests : IDisposable
{
    private static readonly DateTime Earlier = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private const int Place = 1000 + KeptContents.Overhead;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Zstd)]
    public async Task Content_read_twice_is_kept_and_served_whole_and_in_ranges(Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] content = Content.Shrinkable(5000);
        BlobInfo blob = await store.StoreAsync(content, compression);

        Assert.IsType<FileSystemBlobReader>(await ReadAsync(store, blob));
        Assert.IsType<FileSystemBlobReader>(await ReadAsync(store, blob));
        await using BlobReader kept = await store.OpenAsync(blob, CancellationToken.None);
        Assert.IsType<KeptBlobReader>(kept);
        Assert.Equal(content, await CopyAsync(kept.CopyContentToAsync, 0, blob.Size));
        Assert.Equal(content[17..4017], await CopyAsync(kept.CopyContentToAsync, 17, 4000));
        Assert.Empty(await CopyAsync(kept.CopyContentToAsync, blob.Size, 0));
        Assert.Equal(File.ReadAllBytes(FilePath(blob.Id)), await CopyAsync(kept.CopyStoredToAsync, 0, blob.StoredSize));
        using var streamed = new MemoryStream();
        await kept.OpenContent().CopyToAsync(streamed);
        Assert.Equal(content, streamed.ToArray());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => kept.CopyContentToAsync(Stream.Null, 1, blob.Size, CancellationToken.None));
    }

    [Fact]
    public async Task Content_that_is_read_as_a_stream_is_kept_and_stored_bytes_do_not_count()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await store.StoreAsync(Content.Shrinkable(5000), Compression.Zstd);
        for (int i = 0; i < 3; i++) await store.ReadStoredAsync(blob, 0, blob.StoredSize);
        for (int i = 0; i < 2; i++)
        {
            await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
            Assert.IsType<FileSystemBlobReader>(reader);
            using var copied = new MemoryStream();
            await reader.OpenContent().CopyToAsync(copied);
            Assert.Equal(Content.Shrinkable(5000), copied.ToArray());
        }

        Assert.IsType<KeptBlobReader>(await ReadAsync(store, blob));
    }

    [Fact]
    public async Task Content_whose_file_was_changed_is_read_again_and_found_damaged()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await KeepAsync(store, Content.Shrinkable(5000));

        Flip(blob.Id);
        await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(store, blob));

        Flip(blob.Id);
        Assert.Equal(Content.Shrinkable(5000), await store.ReadAsync(blob));
    }

    [Fact]
    public async Task Content_found_damaged_on_the_medium_is_not_answered_from_memory_any_more()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await KeepAsync(store, Content.Shrinkable(5000));
        Flip(blob.Id);
        File.SetLastWriteTimeUtc(FilePath(blob.Id), Earlier);
        Assert.IsType<KeptBlobReader>(await ReadAsync(store, blob));

        Assert.False((await store.VerifyAsync(blob, CancellationToken.None)).Healthy);

        await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(store, blob));
    }

    [Fact]
    public async Task Content_whose_file_is_gone_is_missing()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo taken = await KeepAsync(store, Content.Shrinkable(5000));
        BlobInfo removed = await KeepAsync(store, Content.Shrinkable(6000));

        File.Delete(FilePath(taken.Id));
        store.Remove(removed.Id);

        await Assert.ThrowsAsync<BlobMissingException>(() => ReadAsync(store, taken));
        await Assert.ThrowsAsync<BlobMissingException>(() => ReadAsync(store, removed));
    }

    [Fact]
    public async Task Record_that_tells_of_other_bytes_is_not_answered_from_memory()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await KeepAsync(store, Content.Shrinkable(5000));
        byte[] otherHash = [.. blob.StoredXxh3];
        otherHash[0] ^= 1;

        await Assert.ThrowsAsync<BlobCorruptException>(() => ReadAsync(store, blob with { StoredXxh3 = otherHash }));
    }

    [Fact]
    public async Task Large_contents_those_without_hashes_and_any_without_room_are_not_kept()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        await using FileSystemBlobStore without = new(new FileSystemBlobStoreOptions { Directory = _folder.Combine("without"), MinimumFreeSpace = 0, Durability = Durability.Os, KeptContents = 0 });

        Assert.IsType<FileSystemBlobReader>(await ReadOftenAsync(store, await store.StoreAsync(Content.Shrinkable(KeptContents.Largest + 1), Compression.None)));
        Assert.IsType<FileSystemBlobReader>(await ReadOftenAsync(store, (await store.StoreAsync(Content.Shrinkable(700), Compression.None)).AsAdopted()));
        Assert.IsType<FileSystemBlobReader>(await ReadOftenAsync(without, await without.StoreAsync(Content.Shrinkable(700), Compression.None)));
    }

    [Fact]
    public void Contents_beyond_the_limit_go_unless_they_were_used_since_their_last_turn()
    {
        var contents = new KeptContents(3 * Place);
        BlobInfo[] blobs = [.. Enumerable.Range(0, 4).Select(Blob)];
        foreach (BlobInfo blob in blobs[..3]) contents.Keep(blob, NewFile(blob), Earlier, new byte[1000]);

        Assert.NotNull(contents.Find(blobs[0]));
        contents.Keep(blobs[3], NewFile(blobs[3]), Earlier, new byte[1000]);

        Assert.Equal([true, false, true, true], blobs.Select(blob => contents.Find(blob) is not null));
    }

    [Fact]
    public void Content_larger_than_the_limit_goes_at_once()
    {
        var contents = new KeptContents(3 * Place);

        contents.Keep(Blob(1), NewFile(Blob(1)), Earlier, new byte[3 * Place]);

        Assert.Null(contents.Find(Blob(1)));
    }

    [Fact]
    public void Content_takes_the_place_of_one_that_was_kept_by_another_record()
    {
        var contents = new KeptContents(3 * Place);
        BlobInfo repacked = Blob(1) with { StoredSize = 900 };
        contents.Keep(Blob(1), NewFile(Blob(1)), Earlier, new byte[1000]);
        contents.Keep(repacked, _folder.Combine(Blob(1).Id.ToString()), Earlier, new byte[1000]);

        Assert.NotNull(contents.Find(repacked));
        Assert.Null(contents.Find(Blob(1)));
    }

    [Fact]
    public void Content_that_was_forgotten_and_came_again_is_kept_once()
    {
        var contents = new KeptContents(2 * Place);
        string file = NewFile(Blob(1));
        contents.Keep(Blob(1), file, Earlier, new byte[1000]);
        contents.Forget(Blob(1).Id);
        contents.Keep(Blob(1), file, Earlier, new byte[1000]);
        contents.Keep(Blob(2), NewFile(Blob(2)), Earlier, new byte[1000]);

        Assert.NotNull(contents.Find(Blob(1)));
        Assert.NotNull(contents.Find(Blob(2)));
    }

    [Fact]
    public void Once_all_room_is_taken_one_wish_in_sixteen_is_granted_and_first_reads_are_none()
    {
        var contents = new KeptContents(2 * Place);
        foreach (int number in (int[])[1, 2]) contents.Keep(Blob(number), NewFile(Blob(number)), Earlier, new byte[1000]);

        Assert.False(contents.Wants(Blob(3)));
        int granted = Enumerable.Range(0, 10 * KeptContents.WishesForAPlace).Count(_ => contents.Wants(Blob(3)));
        contents.Forget(Blob(1).Id);

        Assert.Equal(10, granted);
        Assert.True(contents.Wants(Blob(3)));
        Assert.False(contents.Wants(Blob(4)));
        Assert.True(contents.Wants(Blob(4)));
    }

    [Fact]
    public async Task Contents_read_in_turns_with_room_for_half_of_them_are_answered_from_memory_about_as_often()
    {
        await using FileSystemBlobStore store = new(new FileSystemBlobStoreOptions { Directory = _folder.Combine("store"), MinimumFreeSpace = 0, Durability = Durability.Os, KeptContents = 50 * Place });
        BlobInfo[] blobs = new BlobInfo[100];
        for (int i = 0; i < blobs.Length; i++) blobs[i] = await store.StoreAsync(Content.Random(1000, seed: i), Compression.None);

        int kept = 0;
        for (int turn = 0; turn < 12; turn++)
        {
            foreach (BlobInfo blob in blobs) kept += await ReadAsync(store, blob) is KeptBlobReader ? 1 : 0;
        }

        Assert.InRange(kept, 400, 500);
    }

    [Fact]
    public async Task Content_of_a_whole_block_is_kept_and_served_to_many_at_once()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] content = Content.Shrinkable(KeptContents.Largest);
        BlobInfo blob = await KeepAsync(store, content);

        byte[][] read = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.ReadAsync(blob))));

        Assert.All(read, each => Assert.Equal(content, each));
    }

    [Fact]
    public void Room_is_at_most_an_eighth_of_the_memory()
    {
        Assert.Equal(1000, FileSystemBlobStoreOptions.Affordable(1000));
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, FileSystemBlobStoreOptions.Affordable(long.MaxValue));
    }

    private static BlobInfo Blob(int number) => new(new BlobId(new Guid(number + 1, 0, 0, new byte[8])), Codec.None, 1000, 1000, [], null, null, new byte[16], []);

    private static async Task<BlobReader> ReadOftenAsync(FileSystemBlobStore store, BlobInfo blob)
    {
        await ReadAsync(store, blob);
        await ReadAsync(store, blob);
        return await ReadAsync(store, blob);
    }

    private static async Task<BlobReader> ReadAsync(FileSystemBlobStore store, BlobInfo blob)
    {
        await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
        await reader.CopyContentToAsync(Stream.Null, 0, blob.Size, CancellationToken.None);
        return reader;
    }

    private static async Task<byte[]> CopyAsync(Func<Stream, long, long, CancellationToken, Task> copy, long offset, long count)
    {
        using var copied = new MemoryStream();
        await copy(copied, offset, count, CancellationToken.None);
        return copied.ToArray();
    }

    // As of a file that was written long ago: the clock of files is coarse, and a change within one tick of it would not be seen.
    private async Task<BlobInfo> KeepAsync(FileSystemBlobStore store, byte[] content)
    {
        BlobInfo blob = await store.StoreAsync(content, Compression.None);
        File.SetLastWriteTimeUtc(FilePath(blob.Id), Earlier);
        Assert.IsType<KeptBlobReader>(await ReadOftenAsync(store, blob));
        return blob;
    }

    private string NewFile(BlobInfo blob)
    {
        string path = _folder.Combine(blob.Id.ToString());
        File.WriteAllBytes(path, []);
        File.SetLastWriteTimeUtc(path, Earlier);
        return path;
    }

    private void Flip(BlobId id)
    {
        byte[] bytes = File.ReadAllBytes(FilePath(id));
        bytes[^1] ^= 1;
        File.WriteAllBytes(FilePath(id), bytes);
    }

    private string FilePath(BlobId id) => new BlobPaths(_folder.Combine("store")).File(id);
}
