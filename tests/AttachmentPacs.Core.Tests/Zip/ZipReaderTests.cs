using System.IO.Compression;
using System.Text;
using AttachmentPacs.Core.Zip;

namespace AttachmentPacs.Core.Tests.Zip;

/// <summary>Archives as honest writers make them.</summary>
public class ZipReaderTests
{
    public static TheoryData<ushort, Trailer, bool, int> Forms()
    {
        var forms = new TheoryData<ushort, Trailer, bool, int>();
        foreach (ushort method in (ushort[])[0, 8])
        {
            foreach (Trailer trailer in Enum.GetValues<Trailer>())
            {
                // Stored data of unknown size can only be told from what follows by the descriptor's signature.
                if (method == 0 && trailer is Trailer.Bare32 or Trailer.Bare64) continue;
                foreach (int atOnce in (int[])[1, 7, int.MaxValue])
                {
                    forms.Add(method, trailer, false, atOnce);
                    forms.Add(method, trailer, true, atOnce);
                }
            }
        }

        return forms;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Members_of_any_form_are_read_whatever_the_pieces(ushort method, Trailer trailer, bool isZip64, int atOnce)
    {
        byte[][] contents = [Encoding.UTF8.GetBytes("first"), [], ZipScene.Noise(100_000), new byte[50_000], ZipScene.Noise(1), "PK\u0007\bPK\u0007\b"u8.ToArray()];
        var forge = new ZipForge();
        for (int i = 0; i < contents.Length; i++) forge.Add(new Forged($"{i}.dcm", contents[i]) { Method = method, Trailer = trailer, IsZip64 = isZip64 });
        byte[] archive = forge.End(isZip64);

        List<Read> members = await ZipScene.ReadSoundAsync(archive, atOnce);

        Assert.Equal(contents.Select((_, i) => $"{i}.dcm"), members.Select(member => member.Name));
        Assert.Equal(contents, members.Select(member => member.Content));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Members_that_are_not_read_are_passed_over(ushort method, Trailer trailer, bool isZip64, int atOnce)
    {
        Forged[] forged = [.. Enumerable.Range(0, 6).Select(i => new Forged($"{i}", ZipScene.Noise(20_000, i)) { Method = method, Trailer = trailer, IsZip64 = isZip64 })];

        (List<Read> members, Exception? problem) = await ZipScene.ReadAsync(ZipForge.Of(forged), atOnce, reads: index => index % 2 == 1);

        Assert.Null(problem);
        Assert.Equal(6, members.Count);
        Assert.All([1, 3, 5], index => Assert.Equal(forged[index].Content, members[index].Content));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public async Task Archive_of_the_framework_is_read_from_files_and_from_streams(CompressionLevel level)
    {
        byte[] content = [.. ZipScene.Noise(70_000), .. new byte[70_000]];
        foreach (bool isSeekable in (bool[])[true, false])
        {
            using var bytes = new MemoryStream();
            using (var archive = new ZipArchive(isSeekable ? bytes : new WriteOnly(bytes), ZipArchiveMode.Create, leaveOpen: true))
            {
                archive.CreateEntry("folder/");
                foreach (string name in (string[])["folder/ä.dcm", "plain"])
                {
                    await using Stream entry = archive.CreateEntry(name, level).Open();
                    await entry.WriteAsync(content);
                }
            }

            List<Read> members = await ZipScene.ReadSoundAsync(bytes.ToArray());

            Assert.Equal(["folder/", "folder/ä.dcm", "plain"], members.Select(member => member.Name));
            Assert.Equal([ZipMemberKind.Directory, ZipMemberKind.File, ZipMemberKind.File], members.Select(member => member.Kind));
            Assert.Equal(content, members[1].Content);
            Assert.Equal(content, members[2].Content);
        }
    }

    [Fact]
    public async Task Archive_empty_or_with_a_comment_is_read()
    {
        Assert.Empty(await ZipScene.ReadSoundAsync(new ZipForge().End()));
        Assert.Empty(await ZipScene.ReadSoundAsync(new ZipForge().End(isZip64: true)));
        Assert.Single(await ZipScene.ReadSoundAsync(new ZipForge().Add(new Forged("a", [1])).End(comment: "PK\u0005\u0006 and more")));
    }

    [Theory]
    [InlineData(Trailer.None)]
    [InlineData(Trailer.Signed32)]
    [InlineData(Trailer.Signed64)]
    public async Task Member_that_cannot_be_read_is_named_and_passed_over(Trailer trailer)
    {
        byte[] archive = ZipForge.Of(
            new Forged("secret", ZipScene.Noise(30_000)) { Flags = 1, Trailer = trailer },
            new Forged("strong", ZipScene.Noise(30_000)) { Flags = 0x41, Method = 0, Trailer = trailer },
            new Forged("deflate64", ZipScene.Noise(30_000)) { Method = 9, Trailer = trailer },
            new Forged("folder/", []) { Method = 0, Trailer = trailer },
            new Forged("last", [1, 2, 3]) { Trailer = trailer });

        List<Read> members = await ZipScene.ReadSoundAsync(archive, 100);

        Assert.Equal(
            [ZipMemberKind.Encrypted, ZipMemberKind.Encrypted, ZipMemberKind.UnsupportedMethod, ZipMemberKind.Directory, ZipMemberKind.File],
            members.Select(member => member.Kind));
        Assert.Equal([1, 2, 3], members[4].Content);
        Assert.All(members.Take(4), member => Assert.Empty(member.Content));
    }

    [Fact]
    public async Task Name_is_decoded_as_its_flag_says_cut_and_without_control_characters()
    {
        byte[] archive = ZipForge.Of(
            new Forged("Jürgen", []), new Forged("\u00fc", []) { Flags = 0 }, new Forged("../../etc/x", []), new Forged("/etc/x\r\n\u001b[31m", []),
            new Forged(new string('x', 60_000), []), new Forged("", []));

        List<Read> members = await ZipScene.ReadSoundAsync(archive);

        // Two bytes of UTF-8 as CP437 has them.
        Assert.Equal(["Jürgen", "├╝", "../../etc/x", "/etc/x\uFFFD\uFFFD\uFFFD[31m", new string('x', 1024), ""], members.Select(member => member.Name));
    }

    [Fact]
    public async Task Stored_archive_within_a_stored_member_is_content()
    {
        byte[] inner = ZipForge.Of(new Forged("x", ZipScene.Noise(500)) { Method = 0, Trailer = Trailer.Signed32 });

        List<Read> members = await ZipScene.ReadSoundAsync(
            ZipForge.Of(new Forged("a.zip", inner) { Method = 0, Trailer = Trailer.Signed32 }, new Forged("b.zip", inner) { Trailer = Trailer.Bare32 }), 13);

        Assert.All(members, member => Assert.Equal(inner, member.Content));
        Assert.Equal(2, members.Count);
    }

    private sealed class WriteOnly(Stream to) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => to.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);
    }
}
