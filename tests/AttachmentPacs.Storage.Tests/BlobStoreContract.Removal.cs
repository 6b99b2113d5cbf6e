using System.IO.Compression;
using AttachmentPacs.Storage.Tests.Codecs;
using AttachmentPacs.Storage.Tests.Support;
using static AttachmentPacs.Storage.Tests.Support.Content;

namespace AttachmentPacs.Storage.Tests;

public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task Removed_blob_is_gone()
    {
        BlobInfo blob = await Store.StoreAsync(Random(10), Compression.None);

        Assert.True(Store.Exists(blob.Id));
        Assert.True(Store.Remove(blob.Id));
        Assert.False(Store.Exists(blob.Id));
        Assert.False(Store.Remove(blob.Id));
        Assert.Empty(Store.List(CancellationToken.None));
        BlobMissingException e = await Assert.ThrowsAsync<BlobMissingException>(() => Store.ReadAsync(blob));
        Assert.Equal(blob.Id, e.Id);
        BlobVerdict verdict = await Store.VerifyAsync(blob, CancellationToken.None);
        Assert.False(verdict.Healthy);
        Assert.Contains("missing", verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_reader_goes_on_when_its_blob_is_removed()
    {
        byte[] content = Random(2 * MiB);
        BlobInfo blob = await Store.StoreAsync(content, Compression.None);
        await using BlobReader reader = await Store.OpenAsync(blob, CancellationToken.None);
        Store.Remove(blob.Id);
        using MemoryStream copy = new();
        await reader.CopyContentToAsync(copy, 0, blob.Size, CancellationToken.None);

        Assert.Equal(content, copy.ToArray());
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Republished_content_has_a_random_name_and_survives_the_removal_of_the_first(Compression compression)
    {
        byte[] content = Shrinkable((4 * MiB) + 9);
        await using BlobDraft draft = await Store.DraftAsync(content, compression);
        BlobInfo first = await draft.CompleteAsync(CancellationToken.None);
        await Store.PublishAsync([draft], CancellationToken.None);
        Store.Remove(first.Id);
        BlobInfo second = await Store.RepublishAsync(draft, CancellationToken.None);

        Assert.Equal(4, second.Id.Uuid.Version);
        Assert.Equal(first with { Id = second.Id }, second);
        Assert.False(Store.Exists(first.Id));
        Assert.Equal(content, await Store.ReadAsync(second));
        Assert.True((await Store.VerifyAsync(second, CancellationToken.None)).Healthy);
        Assert.NotEqual(second.Id, (await Store.RepublishAsync(draft, CancellationToken.None)).Id);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Published_blob_heals_a_damaged_one_of_its_name(Compression compression)
    {
        byte[] content = Shrinkable(5000);
        BlobInfo blob = await Store.StoreAsync(content, compression);
        foreach (Func<byte[], byte[]> damage in (Func<byte[], byte[]>[])[stored => stored[..10], stored => [.. stored[..^9], .. new byte[9]]])
        {
            Tamper(blob.Id, damage);
            await Store.StoreAsync(content, compression);

            Assert.Equal(content, await Store.ReadAsync(blob));
        }
    }

    [Theory]
    [InlineData(Compression.Zlib)]
    [InlineData(Compression.Lz4)]
    [InlineData(Compression.Zstd)]
    public async Task Content_packed_otherwise_before_keeps_its_name_and_the_newcomer_gets_a_random_one(Compression compression)
    {
        byte[] content = Shrinkable(100_000);
        BlobInfo first = await Store.StoreAsync(content, compression);
        byte[] otherwise = Otherwise(first.Codec, content);
        Assert.NotEqual(otherwise, await Store.ReadStoredAsync(first, 0, first.StoredSize));
        Tamper(first.Id, _ => otherwise);
        BlobInfo newcomer = await Store.StoreAsync(content, compression);

        Assert.Equal(4, newcomer.Id.Uuid.Version);
        Assert.Equal(otherwise, await Store.ReadStoredAsync(first with { StoredSize = otherwise.Length, StoredXxh3 = [], StoredMd5 = null }, 0, otherwise.Length));
        Assert.Equal(content, await Store.ReadAsync(newcomer));
    }

    [Fact]
    public async Task Sixteen_publishers_of_one_content_make_one_blob()
    {
        byte[] content = Shrinkable(200_000);
        BlobInfo[] blobs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Store.StoreAsync(content, Compression.None))));

        Assert.Single(blobs.Select(blob => blob.Id).Distinct());
        Assert.Single(Store.List(CancellationToken.None));
        Assert.True((await Store.VerifyAsync(blobs[0], CancellationToken.None)).Healthy);
        Assert.Equal(0, CountDrafts());
    }

    [Fact]
    public async Task Publishing_and_removing_in_one_folder_loses_nothing_published_since()
    {
        byte[][] contents = SharingAFolder(4);
        await Task.WhenAll(contents.Select(content => Task.Run(async () =>
        {
            for (int round = 0; round < 150; round++)
            {
                BlobInfo blob = await Store.StoreAsync(content, Compression.None);
                Assert.True(Store.Exists(blob.Id));
                Assert.Equal(content, await Store.ReadAsync(blob));
                Assert.True(Store.Remove(blob.Id));
            }
        })));

        Assert.Empty(Store.List(CancellationToken.None));
    }

    [Fact]
    public async Task Listing_while_blobs_come_and_go_sees_every_blob_that_stays()
    {
        BlobInfo stays = await Store.StoreAsync(Random(10), Compression.None);
        byte[][] contents = SharingAFolder(2);
        using CancellationTokenSource stop = new();
        Task[] workers = [.. contents.Select(content => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) Store.Remove((await Store.StoreAsync(content, Compression.None)).Id);
        }))];
        for (int round = 0; round < 100; round++) Assert.Contains(Store.List(CancellationToken.None), blob => blob.Id == stays.Id);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }

    /// <summary>The same content as another version of the codec's library might pack it: other bytes, as sound as ours.</summary>
    private static byte[] Otherwise(Codec codec, byte[] content)
    {
        if (codec != Codec.ZlibWithSize) return MemorySink.Encode(codec, content, sizeKnown: true);
        using MemoryStream stored = new();
        stored.Write(BitConverter.GetBytes(content.LongLength));
        using (ZLibStream zlib = new(stored, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(content);
        return stored.ToArray();
    }

    /// <summary>Contents whose derived names begin with the same four hexadecimal digits.</summary>
    private static byte[][] SharingAFolder(int count)
    {
        List<byte[]> found = [];
        for (int number = 0; found.Count < count; number++)
        {
            byte[] content = BitConverter.GetBytes(number);
            if (System.Security.Cryptography.SHA256.HashData(content).AsSpan(0, 2).SequenceEqual((byte[])[0xAB, 0xCD])) found.Add(content);
        }

        return [.. found];
    }
}
