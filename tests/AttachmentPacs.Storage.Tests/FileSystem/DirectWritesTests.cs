using System.Security.Cryptography;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

public sealed class DirectWritesTests : IDisposable
{
    // Around the sizes at which pieces are gathered, written directly, padded, and buffers filled.
    private static readonly int[] Sizes =
        [0, 1, 16 << 10, (16 << 10) + 1, (64 << 10) - 1, 64 << 10, (64 << 10) + 1, 530_632, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (1 << 20) + (64 << 10) + 1, (3 << 20) + 5];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Compression.None, 128 << 10)]
    [InlineData(Compression.None, 1000)]
    [InlineData(Compression.None, 5 << 20)]
    [InlineData(Compression.Lz4, 128 << 10)]
    [InlineData(Compression.Zstd, 128 << 10)]
    [InlineData(Compression.Zlib, 128 << 10)]
    [InlineData(Compression.Auto, 128 << 10)]
    public async Task Files_and_facts_are_those_of_writing_through_the_cache(Compression compression, int piece)
    {
        using TempFolder other = new();
        await using FileSystemBlobStore direct = new(_folder.Options(Durability.Full));
        await using FileSystemBlobStore cached = new(other.Options(Durability.Full, directWrites: false));
        foreach (int size in Sizes)
        {
            byte[] content = Content.Random(size, size);
            BlobInfo one = await direct.StoreAsync(content, compression, piece);
            BlobInfo two = await cached.StoreAsync(content, compression, piece);

            Assert.Equivalent(two, one);
            Assert.Equal(File.ReadAllBytes(PathOf(other, two)), File.ReadAllBytes(PathOf(_folder, one)));
            Assert.True((await direct.VerifyAsync(one, CancellationToken.None)).Healthy);
        }
    }

    [Fact]
    public async Task Contents_written_in_company_are_published_with_all_their_hashes()
    {
        // More than there are buffers, of lengths alike and different, some longer than a buffer.
        const int Count = 80;
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full));
        byte[][] contents = [.. Enumerable.Range(0, Count).Select(number => Content.Random(number % 4 == 0 ? 100_000 + (number * 20_000) : 150_000, number))];
        BlobDraft[] drafts = [.. await Task.WhenAll(contents.Select(content => store.DraftAsync(content, Compression.None)))];
        foreach (BlobDraft draft in drafts) await draft.CompleteAsync(CancellationToken.None);
        IReadOnlyList<BlobInfo>[] published = await Task.WhenAll(drafts.Select(draft => store.PublishAsync([draft], CancellationToken.None)));
        BlobInfo[] blobs = [.. published.SelectMany(blobs => blobs)];

        Assert.Equal(contents.Select(content => CryptographicOperations.HashData(HashAlgorithmName.MD5, content)), blobs.Select(blob => blob.Md5!));
        Assert.Equal(blobs.Select(blob => blob.Md5), blobs.Select(blob => blob.StoredMd5));
        Assert.Equal(contents.Select(content => SHA256.HashData(content)), blobs.Select(blob => blob.Sha256));
        foreach (BlobInfo blob in blobs) Assert.True((await store.VerifyAsync(blob, CancellationToken.None)).Healthy);
        foreach (BlobDraft draft in drafts) await draft.DisposeAsync();
    }

    [Fact]
    public async Task Content_begun_in_company_that_outgrows_its_buffer_has_the_same_hashes()
    {
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full));
        await using BlobDraft company = await store.DraftAsync(Content.Random(200_000, 1), Compression.None);
        byte[] content = Content.Random(5_000_000, 2);
        BlobInfo blob = await store.StoreAsync(content, Compression.None);

        Assert.Equal(CryptographicOperations.HashData(HashAlgorithmName.MD5, content), blob.Md5);
        Assert.True((await store.VerifyAsync(blob, CancellationToken.None)).Healthy);
    }

    [Fact]
    public async Task Completed_draft_is_read_back_and_published_again_from_its_handle()
    {
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full));
        byte[] content = Content.Random(1_500_000, 3);
        await using BlobDraft draft = await store.DraftAsync(content, Compression.None);
        BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
        using MemoryStream read = new();
        await using (Stream opened = draft.OpenContent()) await opened.CopyToAsync(read);
        await store.PublishAsync([draft], CancellationToken.None);
        Assert.True(store.Remove(blob.Id));
        BlobInfo again = await store.RepublishAsync(draft, CancellationToken.None);

        Assert.Equal(content, read.ToArray());
        Assert.Equal(content, await store.ReadAsync(again));
    }

    [Fact]
    public void Refused_direct_writes_lend_no_more_buffers()
    {
        using DirectWrites direct = new();
        direct.Refuse();

        Assert.Null(direct.TryRent());
    }

    private static string PathOf(TempFolder folder, BlobInfo blob) => Directory.GetFiles(folder.Path, blob.Id.ToString(), SearchOption.AllDirectories).Single();
}
