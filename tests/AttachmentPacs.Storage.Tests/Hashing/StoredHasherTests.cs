using System.IO.Hashing;
using AttachmentPacs.Storage.Hashing;
using AttachmentPacs.Storage.Tests.Support;
using static AttachmentPacs.Storage.Tests.Support.Content;

namespace AttachmentPacs.Storage.Tests.Hashing;

public sealed class StoredHasherTests
{
    [Fact]
    public void Hash_of_nothing_is_the_published_one_in_canonical_order()
    {
        using StoredHasher hasher = new(md5: true);
        (byte[] xxh3, byte[] blocks, byte[]? md5) = hasher.Finish();

        Assert.Equal("99aa06d3014798d86001c324468d497f", Convert.ToHexStringLower(xxh3));
        Assert.Empty(blocks);
        Assert.Equal("d41d8cd98f00b204e9800998ecf8427e", Convert.ToHexStringLower(md5!));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(MiB, 0)]
    [InlineData(MiB + 1, 2)]
    [InlineData(2 * MiB, 2)]
    [InlineData((9 * MiB) + 1, 10)]
    public void Blocks_are_those_of_a_mebibyte_whatever_the_pieces(int size, int expectedBlocks)
    {
        byte[] stored = Random(size);
        foreach (int piece in (int[])[4097, 65_536, 3 * MiB])
        {
            using StoredHasher hasher = new(md5: false);
            foreach (byte[] part in stored.Chunk(piece)) hasher.Append(part);
            (byte[] xxh3, byte[] blocks, byte[]? md5) = hasher.Finish();

            Assert.Equal(XxHash128.Hash(stored), xxh3);
            Assert.Equal(expectedBlocks * 16, blocks.Length);
            if (expectedBlocks > 0) Assert.Equal(stored.Chunk(MiB).SelectMany(block => XxHash128.Hash(block)), blocks);
            Assert.Null(md5);
        }
    }
}
