using System.Security.Cryptography;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>What is recorded of a content does not depend on who else is writing, nor on the pieces in which it came.</summary>
public sealed class HashesInCompanyTests : IDisposable
{
    private static readonly int[] Sizes =
    [
        100_000, Content.MiB - 1, Content.MiB, Content.MiB + 1, Content.MiB + (128 << 10), (2 * Content.MiB) - 1, 2 * Content.MiB, (3 * Content.MiB) + 4321,
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(128 << 10)]
    [InlineData(100_000)]
    [InlineData(64 << 10)]
    [InlineData(Content.MiB)]
    [InlineData(20_000)]
    public async Task Contents_of_any_size_are_recorded_with_their_hashes(int piece)
    {
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full));
        byte[][] contents = [.. Sizes.Select((size, seed) => Content.Random(size, seed))];
        var drafts = new List<BlobDraft>();
        foreach (byte[] content in contents) drafts.Add(await store.DraftAsync(content, Compression.None, piece));
        foreach (BlobDraft draft in drafts) await draft.CompleteAsync(CancellationToken.None);

        BlobInfo[] blobs = [.. (await Task.WhenAll(drafts.Select(draft => store.PublishAsync([draft], CancellationToken.None)))).SelectMany(published => published)];

        foreach (BlobDraft draft in drafts) await draft.DisposeAsync();
        for (int i = 0; i < blobs.Length; i++)
        {
            Assert.Equal(CryptographicOperations.HashData(HashAlgorithmName.MD5, contents[i]), blobs[i].Md5);
            Assert.Equal(blobs[i].Md5, blobs[i].StoredMd5);
            Assert.Equal(SHA256.HashData(contents[i]), blobs[i].Sha256);
            Assert.Null((await store.VerifyAsync(blobs[i], CancellationToken.None)).Problem);
            Assert.Equal(contents[i], await store.ReadAsync(blobs[i]));
        }
    }
}
