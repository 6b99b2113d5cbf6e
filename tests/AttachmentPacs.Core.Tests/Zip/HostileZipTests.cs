using AttachmentPacs.Core.Zip;

namespace AttachmentPacs.Core.Tests.Zip;

/// <summary>Archives that lie, are broken or grow without bound.</summary>
public class HostileZipTests
{
    private static readonly byte[] Content = [.. ZipScene.Noise(3000), .. new byte[3000]];

    public static TheoryData<ushort, Trailer> Forms() => new()
    {
        { 0, Trailer.None }, { 8, Trailer.None }, { 8, Trailer.Signed32 }, { 8, Trailer.Signed64 }, { 8, Trailer.Bare32 }, { 8, Trailer.Bare64 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Forged_CRC_spoils_its_member_alone(ushort method, Trailer trailer) =>
        await AssertOnlyFirstIsBadAsync(new Forged("bad", Content) { Method = method, Trailer = trailer, Crc = 1 }, "CRC-32");

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Forged_size_spoils_its_member_alone(ushort method, Trailer trailer)
    {
        foreach (long lie in (long[])[0, 1, Content.Length - 1, Content.Length + 1, uint.MaxValue - 1])
        {
            await AssertOnlyFirstIsBadAsync(new Forged("bad", Content) { Method = method, Trailer = trailer, Uncompressed = lie }, "bytes, but the archive says");
        }
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 1)]
    [InlineData(0, 1_000_000)]
    [InlineData(0, long.MaxValue)]
    [InlineData(0, -1_000_000)]
    [InlineData(8, -1)]
    [InlineData(8, 1)]
    [InlineData(8, 1_000_000)]
    [InlineData(8, long.MaxValue)]
    public async Task Forged_compressed_size_gives_no_content_and_no_next_member(ushort method, long lie)
    {
        byte[] data = method == 8 ? ZipForge.Deflate(Content) : Content;
        long claimed = lie == long.MaxValue ? lie : data.Length + lie;

        (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(
            ZipForge.Of(new Forged("bad", Content) { Method = method, Compressed = claimed, IsZip64 = true }, new Forged("good", [1])));

        Assert.IsType<InvalidDataException>(problem);
        Assert.All(members, member => Assert.NotNull(member.Problem));
    }

    [Fact]
    public async Task Deflated_data_that_end_before_their_size_are_refused_and_the_next_member_is_read()
    {
        byte[] data = [.. ZipForge.Deflate(Content), 0];

        await AssertOnlyFirstIsBadAsync(new Forged("bad", Content) { Data = data }, "fewer deflated data");
        await AssertOnlyFirstIsBadAsync(new Forged("bad", Content) { Data = data[..^2] }, "cut off within its deflated data");
        await AssertOnlyFirstIsBadAsync(new Forged("bad", Content) { Data = ZipScene.Noise(3000) }, "");
    }

    [Theory]
    [InlineData(Trailer.Signed32)]
    [InlineData(Trailer.Bare64)]
    public async Task Broken_deflated_data_of_unknown_size_end_the_archive(Trailer trailer)
    {
        (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(
            ZipForge.Of(new Forged("good", Content), new Forged("bad", Content) { Data = ZipScene.Noise(3000), Trailer = trailer }, new Forged("after", Content)));

        Assert.IsType<InvalidDataException>(problem);
        Assert.Equal([true, false], members.Select(member => member.Problem is null));
    }

    [Fact]
    public async Task Descriptor_that_does_not_fit_ends_the_archive()
    {
        foreach (Forged bad in (Forged[])
        [
            new("bad", Content) { Trailer = Trailer.Signed32, Compressed = 1 },
            new("bad", Content) { Method = 0, Trailer = Trailer.Signed32, Crc = 1 },
            new("bad", Content) { Method = 0, Trailer = Trailer.Signed64, Uncompressed = 1 },
            new("bad", Content) { Method = 0, Trailer = Trailer.Bare32 },
        ])
        {
            (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(ZipForge.Of(bad, new Forged("after", Content)));

            Assert.IsType<InvalidDataException>(problem);
            Assert.NotNull(Assert.Single(members).Problem);
        }
    }

    public static TheoryData<string> Directories() => ["less", "more", "twice", "other name", "other CRC", "other size", "other place", "count"];

    [Theory]
    [MemberData(nameof(Directories))]
    public async Task Directory_that_does_not_name_exactly_the_members_is_refused_after_them(string change)
    {
        var forge = new ZipForge().Add(new Forged("a", Content)).Add(new Forged("b", Content));
        byte[] archive = forge.Central(entries =>
        {
            if (change == "less") entries.RemoveAt(1);
            if (change == "more") entries.Add(entries[1]);
            if (change == "twice") entries[1] = entries[0];
            if (change == "other name") entries[1][46] = (byte)'c';
            if (change == "other CRC") entries[1][16] ^= 1;
            if (change == "other size") entries[1][24] ^= 1;
            if (change == "other place") entries[1][42] ^= 1;
        }).End(count: change == "count" ? 3 : null);

        (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(archive);

        Assert.Contains("directory", Assert.IsType<InvalidDataException>(problem).Message, StringComparison.Ordinal);
        Assert.Equal([Content, Content], members.Select(member => member.Content));
    }

    [Fact]
    public async Task Bytes_before_between_and_after_are_refused()
    {
        byte[] good = ZipForge.Of(new Forged("a", [1]));
        byte[] between = new ZipForge().Add(new Forged("a", [1])).AddRaw(new byte[1]).Add(new Forged("b", [1])).End();

        foreach (byte[] archive in (byte[][])[[0, .. good], [.. good, 0], [.. good, .. good], between, [.. "MZ"u8, .. good]])
        {
            Assert.IsType<InvalidDataException>((await ZipScene.ReadAsync(archive)).Problem);
        }
    }

    [Fact]
    public async Task Archive_cut_at_any_byte_is_refused()
    {
        byte[] archive = new ZipForge()
            .Add(new Forged("a", ZipScene.Noise(40)) { Method = 0 })
            .Add(new Forged("b", ZipScene.Noise(40)) { Trailer = Trailer.Signed32 })
            .Add(new Forged("c", ZipScene.Noise(40)) { Method = 0, Trailer = Trailer.Signed64 })
            .Add(new Forged("d/", []) { IsZip64 = true })
            .End(isZip64: true, comment: "the end");
        await ZipScene.ReadSoundAsync(archive);

        for (int length = 0; length < archive.Length; length++)
        {
            (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(archive[..length], atOnce: 9);

            Assert.True(problem is InvalidDataException, $"{length} of {archive.Length} bytes were read as if they were all");
            Assert.All(members.Where(member => member.Problem is null && member.Kind == ZipMemberKind.File), member => Assert.Equal(40, member.Content.Length));
        }
    }

    [Fact]
    public async Task Mutated_archive_gives_true_content_or_a_refusal()
    {
        byte[][] contents = [ZipScene.Noise(300, 1), new byte[300], ZipScene.Noise(300, 2), [1, 2, 3]];
        byte[] archive = ZipForge.Of(
            new Forged("0", contents[0]) { Method = 0 }, new Forged("1", contents[1]), new Forged("2", contents[2]) { Trailer = Trailer.Signed32 },
            new Forged("3", contents[3]) { Method = 0, Trailer = Trailer.Signed32 });
        var random = new Random(20260131);
        for (int round = 0; round < 3000; round++)
        {
            byte[] mutant = [.. archive];
            for (int change = random.Next(1, 4); change > 0; change--) mutant[random.Next(mutant.Length)] = (byte)random.Next(256);

            (List<Read> members, _) = await ZipScene.ReadAsync(mutant, atOnce: random.Next(1, 2000));

            // A content that passes CRC-32 and length is one of those written, or none was.
            Assert.All(
                members.Where(member => member.Problem is null && member.Kind == ZipMemberKind.File),
                member => Assert.Contains(contents.Append([]), content => content.AsSpan().SequenceEqual(member.Content)));
        }
    }

    [Fact]
    public async Task Random_bytes_behind_a_signature_are_refused()
    {
        var random = new Random(7);
        for (int round = 0; round < 1000; round++)
        {
            byte[] bytes = [(byte)'P', (byte)'K', 3, 4, .. ZipScene.Noise(random.Next(2000), round)];
            Assert.NotNull((await ZipScene.ReadAsync(bytes)).Problem);
        }
    }

    [Theory]
    [InlineData(Trailer.None)]
    [InlineData(Trailer.Bare32)]
    public async Task Bomb_is_refused_by_what_it_comes_to(Trailer trailer)
    {
        byte[] bomb = ZipForge.Of(new Forged("bomb", new byte[100 << 20]) { Trailer = trailer, Uncompressed = 10 });

        Exception? byRatio = (await ZipScene.ReadAsync(bomb)).Problem;
        Exception? byTotal = (await ZipScene.ReadAsync(bomb, limits: ZipScene.Limits with { TotalBytes = 1000 })).Problem;

        Assert.Contains("200 times", Assert.IsType<InflationException>(byRatio).Message, StringComparison.Ordinal);
        Assert.Contains("1000 bytes", Assert.IsType<InflationException>(byTotal).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_beyond_the_limit_are_refused()
    {
        byte[] archive = ZipForge.Of([.. Enumerable.Range(0, 11).Select(i => new Forged($"{i}", []))]);

        (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(archive, limits: ZipScene.Limits with { Entries = 10 });

        Assert.IsType<InflationException>(problem);
        Assert.Equal(10, members.Count);
        Assert.Null((await ZipScene.ReadAsync(archive, limits: ZipScene.Limits with { Entries = 11 })).Problem);
    }

    private static async Task AssertOnlyFirstIsBadAsync(Forged bad, string words)
    {
        (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(ZipForge.Of(bad, new Forged("good", Content)));
        Assert.True(problem is null, $"{bad}: {problem?.Message}");
        Assert.Contains(words, Assert.IsType<string>(members[0].Problem), StringComparison.Ordinal);
        Assert.Null(members[1].Problem);
        Assert.Equal(Content, members[1].Content);

        // What nobody reads need not be what it says.
        (members, problem) = await ZipScene.ReadAsync(ZipForge.Of(bad, new Forged("good", Content)), reads: index => index == 1);
        Assert.Null(problem);
        Assert.Equal(Content, members[1].Content);
    }
}
