using System.Text;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.Codecs;

public sealed class CodecTests
{
    // Contract 1.16: what a live Orthanc stores for "hello".
    private const string OrthancHello = "0500000000000000789ccb48cdc9c90700062c0215";

    public static TheoryData<Codec> Encoded => [Codec.ZlibWithSize, Codec.Lz4, Codec.Zstd];

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Content_survives_whatever_the_pieces(Codec codec)
    {
        byte[] content = Content.Shrinkable(400_000);
        foreach (bool sizeKnown in (bool[])[true, false])
        {
            byte[] stored = MemorySink.Encode(codec, content, sizeKnown);
            foreach (int piece in (int[])[1, 7, 4096, 1 << 20])
            {
                Assert.Equal(content, Decoding.Decode(codec, stored, content.Length, piece, read: 77_777));
            }

            Assert.Equal(content, Decoding.Decode(codec, stored, content.Length, piece: 999, read: 13));
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Stored_bytes_cut_anywhere_are_damaged(Codec codec)
    {
        byte[] stored = MemorySink.Encode(codec, Content.Shrinkable(700), sizeKnown: true);
        for (int length = 0; length < stored.Length; length++)
        {
            Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, stored[..length], 700));
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Sound_content_is_read_after_damaged_and_abandoned_content(Codec codec)
    {
        byte[] content = Content.Shrinkable(400_000);
        byte[] stored = MemorySink.Encode(codec, content, sizeKnown: true);
        for (int round = 0; round < 100; round++)
        {
            int cut = stored.Length * round / 100;
            Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, stored[..cut], content.Length, piece: 5000));
            Assert.Equal(content, Decoding.Decode(codec, stored, content.Length, piece: 5000));
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Bytes_behind_the_end_are_damage(Codec codec)
    {
        byte[] stored = MemorySink.Encode(codec, Content.Shrinkable(700), sizeKnown: true);
        foreach (byte[] behind in (byte[][])[[0], [1, 2, 3], new byte[100_000], stored])
        {
            foreach (int piece in (int[])[stored.Length, 1 << 20])
            {
                Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, [.. stored, .. behind], 700, piece));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Content_of_another_size_than_recorded_is_damage(Codec codec)
    {
        byte[] stored = MemorySink.Encode(codec, Content.Shrinkable(700), sizeKnown: false);

        Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, stored, 699));
        Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, stored, 701));
        Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, stored, 0));
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Bomb_gives_no_more_than_the_recorded_size(Codec codec)
    {
        byte[] bomb = MemorySink.Encode(codec, new byte[20_000_000], sizeKnown: false);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, bomb, 1000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Mutated_stored_bytes_decode_to_the_recorded_size_or_are_damage(Codec codec)
    {
        Random random = new(20260 + (int)codec);
        byte[][] seeds = [.. new[] { 1, 300, 70_000 }.Select(size => MemorySink.Encode(codec, Content.Shrinkable(size, size), sizeKnown: size % 2 == 0))];
        int[] sizes = [1, 300, 70_000];
        int damaged = 0;
        for (int round = 0; round < 3000; round++)
        {
            int seed = round % seeds.Length;
            byte[] mutated = Mutate(seeds[seed], random);
            try
            {
                Assert.Equal(sizes[seed], Decoding.Decode(codec, mutated, sizes[seed], random.Next(1, 5000)).Length);
            }
            catch (BlobCorruptException)
            {
                damaged++;
            }
        }

        Assert.InRange(damaged, 1000, 3000);
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Noise_is_damage(Codec codec)
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Assert.Throws<BlobCorruptException>(() => Decoding.Decode(codec, Content.Random(1 + (seed * 7), seed), 1000));
        }
    }

    [Fact]
    public void Orthanc_sample_is_read()
    {
        Assert.Equal("hello", Encoding.ASCII.GetString(Decoding.Decode(Codec.ZlibWithSize, Convert.FromHexString(OrthancHello), 5)));
        Assert.Empty(Decoding.Decode(Codec.ZlibWithSize, [], 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Orthanc_sample_is_written_alike(bool sizeKnown)
    {
        byte[] stored = MemorySink.Encode(Codec.ZlibWithSize, Encoding.ASCII.GetBytes("hello"), sizeKnown);

        // The size and the zlib header; how the rest is packed is the compressor's to choose.
        Assert.Equal(OrthancHello[..20], Convert.ToHexStringLower(stored)[..20]);
        Assert.Empty(MemorySink.Encode(Codec.ZlibWithSize, [], sizeKnown));
    }

    [Fact]
    public void Big_endian_size_of_old_files_is_read()
    {
        byte[] stored = Convert.FromHexString("0000000000000005" + OrthancHello[16..]);

        Assert.Equal("hello", Encoding.ASCII.GetString(Decoding.Decode(Codec.ZlibWithSize, stored, 5)));
    }

    [Fact]
    public void Absent_library_is_told_with_its_remedy()
    {
        CodecLibrary absent = new(Codec.Zstd, "libabsent-for-this-test.so.9");
        CodecUnavailableException e = Assert.Throws<CodecUnavailableException>(absent.Require);

        Assert.False(absent.IsAvailable);
        Assert.Equal(Codec.Zstd, e.Codec);
        Assert.Contains("apt-get install libzstd1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Support_is_told_for_every_codec()
    {
        Assert.All(Enum.GetValues<Codec>(), codec => Assert.True(CodecSupport.IsAvailable(codec)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CodecSupport.IsAvailable((Codec)3));
    }

    private static byte[] Mutate(byte[] stored, Random random)
    {
        List<byte> bytes = [.. stored];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.Insert(at, (byte)random.Next(256)); break;
                default: if (bytes.Count > 1) bytes.RemoveAt(at); break;
            }
        }

        return [.. bytes];
    }
}
