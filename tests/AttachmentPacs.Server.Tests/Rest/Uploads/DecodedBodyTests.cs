using System.IO.Compression;
using AttachmentPacs.Core;
using AttachmentPacs.Server.Rest.Uploads.Encodings;
using AttachmentPacs.Server.Tests.Support;
using static AttachmentPacs.Server.Tests.Support.Packing;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>Content codings undone: exact to the byte about what is whole, and about what is not.</summary>
public class DecodedBodyTests
{
    private const int MiB = 1 << 20;

    public static TheoryData<string> Codings => [.. Packing.Codings];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_of_any_size_and_level_comes_out_as_it_went_in(string coding)
    {
        // The framework's encoders write nothing at all for nothing, which is no stream.
        foreach (int size in (int[])[1, 257, 258, 259, 32_767, 32_768, 65_537, 300_001])
        {
            foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
            {
                foreach (byte[] content in (byte[][])[Noise(size), Text(size), new byte[size]])
                {
                    Assert.Equal(content, await UndoAsync(coding, Pack(coding, content, level)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_that_comes_byte_by_byte_is_the_same(string coding)
    {
        byte[] content = [.. Text(20_000), .. Noise(5000), .. Text(20_000)];
        byte[] packed = Pack(coding, content);

        Assert.Equal(content, await UndoAsync(coding, packed, piece: 1));
        Assert.Equal(content, await UndoAsync(coding, packed, piece: 7, room: 3));
        Assert.Equal(content, await UndoAsync(coding, packed, room: 1));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_cut_anywhere_never_ends_well(string coding)
    {
        byte[] content = [.. Text(3000), .. Noise(50)];
        byte[] packed = Pack(coding, content);
        for (int length = 0; length < packed.Length; length++)
        {
            int cut = length;
            await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync(coding, packed[..cut]));
            await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync(coding, packed[..cut], piece: 1));
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_with_something_behind_its_end_is_refused(string coding)
    {
        byte[] packed = Pack(coding, Text(3000));
        foreach (byte[] behind in (byte[][])[[0], [0x1F], [0x1F, 0x8B], [0x28, 0xB5], "garbage that is long enough"u8.ToArray(), new byte[100_000]])
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync(coding, [.. packed, .. behind]));
            await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync(coding, [.. packed, .. behind], piece: 1));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Members_one_after_the_other_are_one_content(string coding)
    {
        byte[] packed = [.. Pack(coding, Text(100_000)), .. Pack(coding, []), .. Pack(coding, Noise(10))];
        byte[] content = [.. Text(100_000), .. Noise(10)];

        Assert.Equal(content, await UndoAsync(coding, packed));
        Assert.Equal(content, await UndoAsync(coding, packed, piece: 1));
        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync(coding, packed[..^1]));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_with_any_bit_changed_is_refused_or_decodes_as_the_framework_does(string coding)
    {
        byte[] content = [.. Text(2000), .. Noise(300)];
        byte[] packed = Pack(coding, content);
        var random = new Random(5);
        for (int i = 0; i < 4000; i++)
        {
            byte[] changed = [.. packed];
            for (int flips = random.Next(3); flips >= 0; flips--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            byte[]? found = await TryAsync(coding, changed);
            if (found is null) continue;
            if (coding is "bare" or "deflate" or "gzip") Assert.Equal(Framework(coding, changed), found);
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_that_grows_beyond_a_limit_is_refused(string coding)
    {
        byte[] packed = Pack(coding, new byte[3 * MiB]);

        await Assert.ThrowsAsync<InflationException>(() => UndoAsync(coding, packed, most: (3 * MiB) - 1));
        Assert.Equal(3 * MiB, (await UndoAsync(coding, packed, most: 3 * MiB)).Length);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_of_any_length_takes_the_memory_of_a_window(string coding)
    {
        byte[] packed = Pack(coding, new byte[32 * MiB]);
        byte[] room = new byte[64 << 10];
        var sent = new CountedBody(new SlowStream(packed, 1000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        await using var body = new DecodedBody(sent, DecoderOf(coding), coding, new InflationLimit(sent, long.MaxValue, int.MaxValue));

        long total = 0;
        while (true)
        {
            // What is at hand is read at once, on this thread: its allocations are all there are.
            ValueTask<int> read = body.ReadAsync(room);
            Assert.True(read.IsCompleted);
            int count = await read;
            if (count == 0) break;
            total += count;
        }

        Assert.Equal(32 * MiB, total);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MiB);
    }

    private static async Task<byte[]?> TryAsync(string coding, byte[] packed)
    {
        try
        {
            return await UndoAsync(coding, packed);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Framework(string coding, byte[] packed)
    {
        using var source = new MemoryStream(packed);
        bool isZlib = coding == "deflate" && (packed[0] & 0x0F) == 8 && packed[0] >> 4 <= 7 && ((packed[0] << 8) | packed[1]) % 31 == 0;
        using Stream stream = coding == "gzip" ? new GZipStream(source, CompressionMode.Decompress)
            : isZlib ? new ZLibStream(source, CompressionMode.Decompress)
            : new DeflateStream(source, CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
