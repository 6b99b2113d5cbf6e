using System.IO.Hashing;
using System.Security.Cryptography;
using AttachmentPacs.Storage.Tests.Support;
using static AttachmentPacs.Storage.Tests.Support.Content;

namespace AttachmentPacs.Storage.Tests;

/// <summary>What every <see cref="IBlobStore"/> promises. Derive a test class from it for each implementation.</summary>
public abstract partial class BlobStoreContract : IAsyncLifetime
{
    private IBlobStore? _store;

    public static TheoryData<Compression> Compressions => [Compression.None, Compression.Zlib, Compression.Lz4, Compression.Zstd, Compression.Auto];

    public static TheoryData<Compression, int> CompressionsAndSizes
    {
        get
        {
            TheoryData<Compression, int> data = [];
            foreach (Compression compression in Enum.GetValues<Compression>())
            {
                foreach (int size in (int[])[0, 1, 4096, 65_535, 65_536, 65_537, MiB - 1, MiB, MiB + 1, (5 * MiB) + 3]) data.Add(compression, size);
            }

            return data;
        }
    }

    protected IBlobStore Store => _store ??= Create();

    /// <summary>A new, empty store.</summary>
    protected abstract IBlobStore Create();

    /// <summary>Changes the stored bytes of a blob behind the store's back; null removes them.</summary>
    protected abstract void Tamper(BlobId id, Func<byte[], byte[]?> change);

    /// <summary>How many drafts the medium holds.</summary>
    protected abstract int CountDrafts();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(CompressionsAndSizes))]
    public async Task Draft_completed_is_read_back_before_it_is_published(Compression compression, int size)
    {
        byte[] content = Shrinkable(size);
        await using (BlobDraft draft = await Store.DraftAsync(content, compression))
        {
            Assert.Throws<InvalidOperationException>(draft.OpenContent);
            BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
            for (int times = 0; times < 2; times++)
            {
                using MemoryStream read = new();
                await using Stream stream = draft.OpenContent();
                await stream.CopyToAsync(read);
                Assert.Equal(content, read.ToArray());
            }

            Assert.False(Store.Exists(blob.Id));
        }

        Assert.Equal(0, CountDrafts());
    }

    [Theory]
    [MemberData(nameof(CompressionsAndSizes))]
    public async Task Content_published_is_read_back_and_verifies(Compression compression, int size)
    {
        byte[] content = Shrinkable(size);
        BlobInfo blob = await Store.StoreAsync(content, compression);

        Assert.Equal(content, await Store.ReadAsync(blob));
        Assert.Equal(new BlobVerdict(true, null), await Store.VerifyAsync(blob, CancellationToken.None));
        Assert.Equal(size, blob.Size);
        Assert.Equal(SHA256.HashData(content), blob.Sha256);
        Assert.Equal(Md5Of(content), blob.Md5);
        byte[] stored = await Store.ReadStoredAsync(blob, 0, blob.StoredSize);
        Assert.Equal(stored.Length, blob.StoredSize);
        Assert.Equal(Md5Of(stored), blob.StoredMd5);
        Assert.Equal(XxHash128.Hash(stored), blob.StoredXxh3);
        byte[] blocks = stored.Length <= MiB ? [] : [.. stored.Chunk(MiB).SelectMany(block => XxHash128.Hash(block))];
        Assert.Equal(blocks, blob.BlockXxh3);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Content_stream_gives_the_content_and_ends(Compression compression)
    {
        byte[] content = Shrinkable((2 * MiB) + 77);
        BlobInfo blob = await Store.StoreAsync(content, compression);
        await using BlobReader reader = await Store.OpenAsync(blob, CancellationToken.None);
        Stream stream = reader.OpenContent();
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy, 1009);

        Assert.Equal(content, copy.ToArray());
        Assert.Equal(0, stream.Read(new byte[1]));
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Pieces_of_any_size_make_the_same_blob(Compression compression)
    {
        foreach (int size in (int[])[300_000, (2 * MiB) + 5])
        {
            byte[] content = Shrinkable(size);
            BlobInfo whole = await Store.StoreAsync(content, compression, content.Length);
            BlobInfo pieces = await Store.StoreAsync(content, compression, 4093);

            Assert.Equal((whole.Id, whole.StoredSize), (pieces.Id, pieces.StoredSize));
            Assert.Equal(whole.StoredXxh3, pieces.StoredXxh3);
            Assert.Equal(content, await Store.ReadAsync(whole));
        }
    }

    [Fact]
    public async Task Auto_and_its_codec_make_the_same_blob()
    {
        foreach (int size in (int[])[5000, 300_000, (2 * MiB) + 5])
        {
            BlobInfo auto = await Store.StoreAsync(Shrinkable(size), Compression.Auto);
            BlobInfo zstd = await Store.StoreAsync(Shrinkable(size), Compression.Zstd);

            Assert.Equal(auto.Id, zstd.Id);
            Assert.Equal(auto.StoredXxh3, zstd.StoredXxh3);
        }
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Ranges_at_block_edges_give_exactly_their_bytes(Compression compression)
    {
        byte[] content = Shrinkable((3 * MiB) + 5);
        BlobInfo blob = await Store.StoreAsync(content, compression);
        long[] edges = [0, 1, MiB - 1, MiB, MiB + 1, (2 * MiB) - 1, 2 * MiB, 3 * MiB, blob.Size - 1, blob.Size];
        foreach (long from in edges)
        {
            foreach (long to in edges.Where(edge => edge >= from))
            {
                byte[] read = await Store.ReadAsync(blob, from, to - from);
                Assert.True(content.AsSpan((int)from..(int)to).SequenceEqual(read), $"{from}..{to}");
            }
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    [InlineData(11, 0)]
    [InlineData(5, long.MaxValue)]
    public async Task Range_beyond_the_content_is_refused(long offset, long count)
    {
        BlobInfo blob = await Store.StoreAsync(Random(10), Compression.None);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadAsync(blob, offset, count));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ReadStoredAsync(blob, offset, count));
    }

    [Fact]
    public async Task Same_content_twice_is_one_blob()
    {
        BlobInfo first = await Store.StoreAsync(Random(1000), Compression.None);
        BlobInfo second = await Store.StoreAsync(Random(1000), Compression.None);

        Assert.Equal(first.Id, second.Id);
        StoredBlob listed = Assert.Single(Store.List(CancellationToken.None));
        Assert.Equal((first.Id, first.StoredSize), (listed.Id, listed.StoredSize));
    }

    [Fact]
    public async Task Same_content_in_two_codecs_is_two_blobs()
    {
        BlobInfo plain = await Store.StoreAsync(Shrinkable(1000), Compression.None);
        BlobInfo packed = await Store.StoreAsync(Shrinkable(1000), Compression.Zstd);

        Assert.NotEqual(plain.Id, packed.Id);
        Assert.Equal(2, Store.List(CancellationToken.None).Count());
    }

    [Fact]
    public async Task Several_drafts_are_published_together()
    {
        await using BlobDraft first = await Store.DraftAsync(Random(10, 1), Compression.None);
        await using BlobDraft second = await Store.DraftAsync(Random(10, 2), Compression.Zstd);
        BlobInfo[] blobs = [await first.CompleteAsync(CancellationToken.None), await second.CompleteAsync(CancellationToken.None)];
        await Store.PublishAsync([first, second], CancellationToken.None);

        Assert.Equal(Random(10, 1), await Store.ReadAsync(blobs[0]));
        Assert.Equal(Random(10, 2), await Store.ReadAsync(blobs[1]));
    }

    [Fact]
    public async Task Draft_disposed_unpublished_leaves_nothing()
    {
        BlobDraft draft = await Store.DraftAsync(Random(2 * MiB), Compression.None);
        BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
        Assert.Equal(1, CountDrafts());
        await draft.DisposeAsync();
        await draft.DisposeAsync();

        Assert.Equal(0, CountDrafts());
        Assert.False(Store.Exists(blob.Id));
        Assert.Empty(Store.List(CancellationToken.None));
    }

    [Fact]
    public async Task Abandoned_drafts_are_removed_and_counted()
    {
        await Store.StoreAsync(Random(10), Compression.None);
        BlobDraft first = await Store.DraftAsync(Random(10), Compression.None);
        BlobDraft second = await Store.DraftAsync(Random(10), Compression.Zstd);

        Assert.Equal(2, Store.RemoveAbandonedDrafts());
        Assert.Equal(0, CountDrafts());
        Assert.Equal(0, Store.RemoveAbandonedDrafts());
        Assert.Single(Store.List(CancellationToken.None));
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Draft_used_out_of_turn_is_refused()
    {
        await using BlobDraft draft = await Store.DraftAsync(Random(10), Compression.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.PublishAsync([draft], CancellationToken.None));
        await draft.CompleteAsync(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await draft.WriteAsync(Random(1), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.RepublishAsync(draft, CancellationToken.None));
        await Store.PublishAsync([draft], CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.PublishAsync([draft], CancellationToken.None));
    }

    [Fact]
    public async Task Cancelled_publication_publishes_nothing()
    {
        await using BlobDraft draft = await Store.DraftAsync(Random(10), Compression.None);
        BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PublishAsync([draft], new CancellationToken(true)));
        Assert.False(Store.Exists(blob.Id));
    }

    private static byte[] Md5Of(byte[] bytes)
    {
        using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(bytes);
        return md5.GetHashAndReset();
    }
}
