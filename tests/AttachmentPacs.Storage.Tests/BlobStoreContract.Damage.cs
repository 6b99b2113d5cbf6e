using AttachmentPacs.Storage.Tests.Support;
using static AttachmentPacs.Storage.Tests.Support.Content;

namespace AttachmentPacs.Storage.Tests;

public abstract partial class BlobStoreContract
{
    public static TheoryData<Compression, bool> Kinds
    {
        get
        {
            TheoryData<Compression, bool> data = [];
            foreach (Compression compression in (Compression[])[Compression.None, Compression.Zlib, Compression.Lz4, Compression.Zstd])
            {
                data.Add(compression, false);
                data.Add(compression, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_flipped_byte_of_a_small_blob_is_found_and_nothing_handed_out(Compression compression, bool adopted)
    {
        BlobInfo blob = await Store.StoreAsync(Shrinkable(300), compression);
        if (adopted) blob = blob.AsAdopted();
        for (int at = 0; at < blob.StoredSize; at++)
        {
            Flip(blob.Id, at);
            await AssertDamagedAsync(blob, expectedPrefix: []);
            Assert.False((await Store.VerifyAsync(blob, CancellationToken.None)).Healthy);
            Flip(blob.Id, at);
        }

        Assert.True((await Store.VerifyAsync(blob, CancellationToken.None)).Healthy);
        Assert.Equal(Shrinkable(300), await Store.ReadAsync(blob));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Flipped_byte_in_any_block_is_found_and_only_what_stands_before_it_handed_out(Compression compression, bool adopted)
    {
        byte[] content = Shrinkable((8 * MiB) + 4321);
        BlobInfo blob = await Store.StoreAsync(content, compression);
        Assert.True(blob.StoredSize > 2 * MiB, "The test needs several blocks.");
        if (adopted) blob = blob.AsAdopted();
        for (long block = 0; block * MiB < blob.StoredSize; block++)
        {
            long at = (block * MiB) + Math.Min(MiB / 3, (blob.StoredSize - (block * MiB)) / 2);
            Flip(blob.Id, at);
            if (adopted) await AssertDamagedAsync(blob, expectedPrefix: null);
            else await AssertDamagedAsync(blob, expectedPrefix: content);
            BlobVerdict verdict = await Store.VerifyAsync(blob, CancellationToken.None);
            Assert.False(verdict.Healthy);
            if (!adopted) Assert.Contains($"block {block} ", verdict.Problem, StringComparison.Ordinal);
            Flip(blob.Id, at);
        }

        Assert.Equal(content, await Store.ReadAsync(blob));
    }

    [Fact]
    public async Task Range_in_sound_blocks_is_served_although_another_block_is_damaged()
    {
        byte[] content = Random(3 * MiB);
        BlobInfo blob = await Store.StoreAsync(content, Compression.None);
        Flip(blob.Id, MiB + 5);

        Assert.Equal(content[(2 * MiB)..], await Store.ReadAsync(blob, 2 * MiB, MiB));
        await Assert.ThrowsAsync<BlobCorruptException>(() => Store.ReadAsync(blob, (2 * MiB) - 1, 2));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task File_cut_or_extended_is_refused_at_open(Compression compression, bool adopted)
    {
        BlobInfo blob = await Store.StoreAsync(Shrinkable(5000), compression);
        if (adopted) blob = blob.AsAdopted();
        foreach (Func<byte[], byte[]> change in (Func<byte[], byte[]>[])[stored => stored[..^1], stored => [], stored => [.. stored, 0]])
        {
            byte[] sound = [];
            Tamper(blob.Id, stored => change(sound = stored));
            BlobCorruptException e = await Assert.ThrowsAsync<BlobCorruptException>(() => Store.ReadAsync(blob));
            Assert.Contains("are recorded", e.Message, StringComparison.Ordinal);
            BlobVerdict verdict = await Store.VerifyAsync(blob, CancellationToken.None);
            Assert.Contains($"{blob.StoredSize} are recorded", verdict.Problem, StringComparison.Ordinal);
            Tamper(blob.Id, _ => sound);
        }
    }

    [Fact]
    public async Task Name_that_its_content_does_not_derive_fails_verification()
    {
        BlobInfo blob = await Store.StoreAsync(Random(10, 1), Compression.None);
        BlobInfo other = await Store.StoreAsync(Random(10, 2), Compression.None);
        Tamper(blob.Id, _ => Random(10, 2));
        BlobVerdict verdict = await Store.VerifyAsync(other with { Id = blob.Id }, CancellationToken.None);

        Assert.False(verdict.Healthy);
        Assert.Contains(other.Id.ToString(), verdict.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_record_of_any_hash_fails_verification()
    {
        BlobInfo blob = await Store.StoreAsync(Shrinkable(7 * MiB), Compression.Zstd);
        BlobInfo[] wrong =
        [
            blob with { Size = blob.Size - 1 }, blob with { Size = blob.Size + 1 }, blob with { StoredSize = blob.StoredSize - 1 },
            blob with { Sha256 = Wrong(blob.Sha256) }, blob with { Md5 = Wrong(blob.Md5!) }, blob with { StoredMd5 = Wrong(blob.StoredMd5!) },
            blob with { StoredXxh3 = Wrong(blob.StoredXxh3) }, blob with { BlockXxh3 = Wrong(blob.BlockXxh3) },
            blob with { BlockXxh3 = blob.BlockXxh3[16..] }, blob with { Codec = Codec.Lz4 },
        ];

        foreach (BlobInfo record in wrong) Assert.False((await Store.VerifyAsync(record, CancellationToken.None)).Healthy, record.ToString());
    }

    [Fact]
    public async Task Record_that_leaves_a_block_unchecked_is_refused_at_open()
    {
        BlobInfo blob = await Store.StoreAsync(Random(3 * MiB), Compression.None);
        foreach (BlobInfo record in (BlobInfo[])[blob with { BlockXxh3 = [] }, blob with { BlockXxh3 = blob.BlockXxh3[16..] }, blob with { StoredXxh3 = [] }])
        {
            await Assert.ThrowsAsync<BlobCorruptException>(() => Store.ReadAsync(record));
        }
    }

    private static byte[] Wrong(byte[] hash) => [.. hash[..^1], (byte)(hash[^1] ^ 1)];

    private void Flip(BlobId id, long at) => Tamper(id, stored =>
    {
        stored[at] ^= 0x40;
        return stored;
    });

    /// <summary>Reads until the damage shows; what came before must be a proper beginning of the content, empty if so expected.</summary>
    private async Task AssertDamagedAsync(BlobInfo blob, byte[]? expectedPrefix)
    {
        using MemoryStream copy = new();
        BlobCorruptException e = await Assert.ThrowsAsync<BlobCorruptException>(async () =>
        {
            await using BlobReader reader = await Store.OpenAsync(blob, CancellationToken.None);
            await reader.CopyContentToAsync(copy, 0, blob.Size, CancellationToken.None);
        });
        Assert.Equal(blob.Id, e.Id);
        Assert.True(copy.Length < blob.Size, "The last byte must not leave.");
        if (expectedPrefix is null) return;
        Assert.True(copy.Length <= expectedPrefix.Length, "Nothing may leave.");
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(expectedPrefix.AsSpan(0, (int)copy.Length)), "A wrong byte left.");
    }
}
