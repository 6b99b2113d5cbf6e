using System.IO.Compression;
using System.Text;
using AttachmentPacs.Core;
using AttachmentPacs.Server.Rest.Uploads.Encodings;
using AttachmentPacs.Server.Tests.Support;

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
                    Assert.Equal(content, await UndoAsync(coding, Packing.Pack(coding, content, level)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_that_comes_byte_by_byte_is_the_same(string coding)
    {
        byte[] content = [.. Text(20_000), .. Noise(5000), .. Text(20_000)];
        byte[] packed = Packing.Pack(coding, content);

        Assert.Equal(content, await UndoAsync(coding, packed, piece: 1));
        Assert.Equal(content, await UndoAsync(coding, packed, piece: 7, room: 3));
        Assert.Equal(content, await UndoAsync(coding, packed, room: 1));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_cut_anywhere_never_ends_well(string coding)
    {
        byte[] content = [.. Text(3000), .. Noise(50)];
        byte[] packed = Packing.Pack(coding, content);
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
        byte[] packed = Packing.Pack(coding, Text(3000));
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
        byte[] packed = [.. Packing.Pack(coding, Text(100_000)), .. Packing.Pack(coding, []), .. Packing.Pack(coding, Noise(10))];
        byte[] content = [.. Text(100_000), .. Noise(10)];

        Assert.Equal(content, await UndoAsync(coding, packed));
        Assert.Equal(content, await UndoAsync(coding, packed, piece: 1));
        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync(coding, packed[..^1]));
    }

    [Fact]
    public async Task Zstd_frame_to_be_skipped_is_skipped()
    {
        // RFC 8878 3.1.2: magic number, size, that many bytes.
        byte[] skipped = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] packed = Packing.Pack("zstd", Text(1000));

        Assert.Equal(Text(1000), await UndoAsync("zstd", [.. skipped, .. packed, .. skipped], piece: 1));
    }

    [Fact]
    public async Task Zstd_frame_with_a_window_above_8_MiB_is_refused()
    {
        // RFC 8878 3.1.1.1: no content size, window descriptor of 16 MiB; then one last raw block of a byte.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 14 << 3, 0x09, 0x00, 0x00, 0x41];
        InvalidDataException refusal = await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("zstd", frame));

        Assert.StartsWith("zstd: ", refusal.Message, StringComparison.Ordinal);
        frame[5] = 13 << 3;
        Assert.Equal("A"u8.ToArray(), await UndoAsync("zstd", frame));
    }

    [Theory]
    [InlineData(0x04, "0300414243")]
    [InlineData(0x08, "6e616d6500")]
    [InlineData(0x10, "636f6d6d656e7400")]
    [InlineData(0x02, "")]
    [InlineData(0x1C, "020041426e616d6500636f6d6d656e7400")]
    [InlineData(0x05, "0000")]
    public async Task Gzip_header_with_any_of_its_fields_is_read(byte flags, string fields)
    {
        byte[] packed = Packing.Pack("gzip", Text(1000));
        packed[3] = flags;
        if (flags == 0x02) packed = WithHeaderCrc(packed);
        else packed = [.. packed[..10], .. Convert.FromHexString(fields), .. packed[10..]];

        Assert.Equal(Text(1000), await UndoAsync("gzip", packed));
        Assert.Equal(Text(1000), await UndoAsync("gzip", packed, piece: 1));
    }

    [Theory]
    [InlineData(2, 7)]
    [InlineData(3, 0x20)]
    [InlineData(-1, 1)]
    [InlineData(-8, 1)]
    public async Task Gzip_of_another_method_flag_size_or_crc_is_refused(int at, byte change)
    {
        byte[] packed = Packing.Pack("gzip", Text(1000));
        packed[at < 0 ? packed.Length + at : at] ^= change;

        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("gzip", packed));
    }

    [Fact]
    public async Task Deflate_with_a_preset_dictionary_or_another_checksum_is_refused()
    {
        byte[] packed = Packing.Pack("deflate", Text(1000));
        packed[^1] ^= 1;
        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("deflate", packed));
        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("deflate", [0x78, 0x20, .. packed[2..]]));
    }

    // RFC 1951: a block of kind 3; a stored block whose complement differs; a match before the beginning; 287 as a symbol; a distance of 30;
    // too many codes; lengths that make no code.
    [Theory]
    [InlineData("07")]
    [InlineData("01010000004100")]
    [InlineData("030200")]
    [InlineData("1b03")]
    [InlineData("fdff000000000000")]
    [InlineData("05e0ffffffffffff00000000")]
    public async Task Bare_deflate_that_means_nothing_is_refused(string hex)
    {
        byte[] packed = Convert.FromHexString(hex);
        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("bare", packed));
        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("bare", [.. packed, .. new byte[2000]]));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Body_with_any_bit_changed_is_refused_or_decodes_as_the_framework_does(string coding)
    {
        byte[] content = [.. Text(2000), .. Noise(300)];
        byte[] packed = Packing.Pack(coding, content);
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
        byte[] packed = Packing.Pack(coding, new byte[3 * MiB]);

        await Assert.ThrowsAsync<InflationException>(() => UndoAsync(coding, packed, most: (3 * MiB) - 1));
        Assert.Equal(3 * MiB, (await UndoAsync(coding, packed, most: 3 * MiB)).Length);
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

    private static async Task<byte[]> UndoAsync(string coding, byte[] packed, int piece = int.MaxValue, int room = 5000, long most = long.MaxValue)
    {
        var sent = new CountedBody(new SlowStream(packed, piece));
        ContentDecoder decoder = coding switch
        {
            "gzip" => new GzipDecoder(),
            "deflate" or "bare" => new DeflateDecoder(),
            "zstd" => new ZstdBodyDecoder(),
            _ => new BrotliBodyDecoder(),
        };
        await using var body = new DecodedBody(sent, decoder, coding, new InflationLimit(sent, most, 200));
        using var content = new MemoryStream();
        await body.CopyToAsync(content, room);
        Assert.Equal(0, await body.ReadAsync(new byte[1]));
        Assert.Equal(packed.Length, sent.Count);
        return content.ToArray();
    }

    // RFC 1952 2.3.1: the lowest 16 bits of the CRC of the header, which is what a gzip of it ends with.
    private static byte[] WithHeaderCrc(byte[] packed)
    {
        byte[] header = Packing.Pack("gzip", packed[..10]);
        return [.. packed[..10], .. header[^8..^6], .. packed[10..]];
    }

    private static byte[] Noise(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Text(int size)
    {
        var text = new StringBuilder(size + 20);
        var random = new Random(3);
        while (text.Length < size) text.Append("word").Append(random.Next(500)).Append(random.Next(4) == 0 ? ". " : " ");
        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }
}
