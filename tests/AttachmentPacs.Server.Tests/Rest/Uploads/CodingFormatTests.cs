using static AttachmentPacs.Server.Tests.Support.Packing;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>What each coding's own document asks for: headers, trailers, windows, and what means nothing.</summary>
public class CodingFormatTests
{
    [Fact]
    public async Task Zstd_frame_to_be_skipped_is_skipped()
    {
        // RFC 8878 3.1.2: magic number, size, that many bytes.
        byte[] skipped = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] packed = Pack("zstd", Text(1000));

        Assert.Equal(Text(1000), await UndoAsync("zstd", [.. skipped, .. packed, .. skipped], piece: 1));
    }

    // Versions 0.7 and 0.5 of before the standard, and no zstd at all.
    [Theory]
    [InlineData(0x27)]
    [InlineData(0x25)]
    [InlineData(0x00)]
    public async Task Zstd_of_before_the_standard_is_refused(byte magic)
    {
        byte[] packed = Pack("zstd", Text(1000));
        packed[0] = magic;

        InvalidDataException refusal = await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("zstd", packed));
        Assert.Contains("RFC 8878", refusal.Message, StringComparison.Ordinal);
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
        byte[] packed = Pack("gzip", Text(1000));
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
        byte[] packed = Pack("gzip", Text(1000));
        packed[at < 0 ? packed.Length + at : at] ^= change;

        await Assert.ThrowsAsync<InvalidDataException>(() => UndoAsync("gzip", packed));
    }

    [Fact]
    public async Task Deflate_with_a_preset_dictionary_or_another_checksum_is_refused()
    {
        byte[] packed = Pack("deflate", Text(1000));
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

    // RFC 1952 2.3.1: the lowest 16 bits of the CRC of the header, which is what a gzip of it ends with.
    private static byte[] WithHeaderCrc(byte[] packed)
    {
        byte[] header = Pack("gzip", packed[..10]);
        return [.. packed[..10], .. header[^8..^6], .. packed[10..]];
    }
}
