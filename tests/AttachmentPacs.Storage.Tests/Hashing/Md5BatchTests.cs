using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AttachmentPacs.Storage.Hashing;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.Hashing;

public sealed class Md5BatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(21)]
    public void Contents_of_any_lengths_have_the_hashes_of_the_framework(int count)
    {
        int[] sizes = [.. Enumerable.Range(0, count).Select(number => ((number * 7919) % 6000) + (number % 3 == 0 ? 100_000 : 0))];
        Check(sizes);
    }

    [Fact]
    public void Every_length_around_a_block_has_the_hash_of_the_framework() => Check([.. Enumerable.Range(0, 260), .. Enumerable.Range(1020, 200)]);

    [Fact]
    public void Contents_of_one_length_have_the_hashes_of_the_framework() => Check([.. Enumerable.Repeat(530_632, 8)]);

    [Fact]
    public void One_long_and_many_short_contents_have_the_hashes_of_the_framework() => Check([1 << 20, 1024, 1025, 1087, 1088, 1151]);

    private static unsafe void Check(int[] sizes)
    {
        byte[][] contents = [.. sizes.Select((size, seed) => Pinned(Content.Random(size, seed)))];
        Md5Job[] jobs = [.. contents.Select((content, number) => new Md5Job(Address(content), sizes[number]))];
        Md5Batch.Run(jobs);

        Assert.Equal(contents.Select((content, number) => CryptographicOperations.HashData(HashAlgorithmName.MD5, content.AsSpan(0, sizes[number]))), jobs.Select(job => job.Hash!));
    }

    // One byte more, so that an empty content has an address, too.
    private static byte[] Pinned(ReadOnlySpan<byte> content)
    {
        byte[] pinned = GC.AllocateArray<byte>(content.Length + 1, pinned: true);
        content.CopyTo(pinned);
        return pinned;
    }

    private static unsafe byte* Address(byte[] pinned) => (byte*)Unsafe.AsPointer(ref pinned[0]);
}
