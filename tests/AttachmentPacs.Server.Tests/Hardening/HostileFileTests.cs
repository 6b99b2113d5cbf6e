using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Files made to exhaust a reader's stack, time or memory, on the wire; the reader itself: HostileSizeTests, StructureTests, MutationTests.</summary>
public class HostileFileTests(DefaultServer shared, ITestOutputHelper output) : IClassFixture<DefaultServer>
{
    // Beyond what the process had before the attack, garbage that is not collected yet included.
    private const long MostMemory = 192L << 20;

    private static readonly Dictionary<string, Func<byte[]>> Attacks = new()
    {
        ["10,000 nested sequences, open"] = () => new HostileFile().Identity().Nested(10_000, isClosed: false).ToArray(),
        ["10,000 nested sequences, closed"] = () => new HostileFile().Identity().Nested(10_000, isClosed: true).ToArray(),
        ["10,000 nested sequences, implicit"] = () => new HostileFile(HostileFile.Implicit).Identity().Nested(10_000, isClosed: true).ToArray(),
        ["1,000,000 empty items"] = () => Items(1_000_000).ToArray(),
        ["1,000,001 elements"] = () => new HostileFile(HostileFile.Implicit).Identity().Repeat(1_000_001, (file, i) => file.Element(0x0041_0000 + (uint)i, "", [])).ToArray(),
        ["1,000,001 stray delimiters"] = () => new HostileFile().Identity().Repeat(1_000_001, (file, _) => file.Delimiter(0xFFFE_E0DD)).ToArray(),
        ["value of 4 GiB claimed"] = () => new HostileFile().Identity().Element(0x0040_A160, "UT", new byte[100], 0xFFFF_FFF0).ToArray(),
        ["sequence of 4 GiB claimed"] = () => new HostileFile().Identity().Element(0x0040_A730, "SQ", new byte[100], 0xFFFF_FFF0).ToArray(),
        ["item of 4 GiB claimed"] = () => new HostileFile().Identity().Element(0x0040_A730, "SQ", [], HostileFile.Undefined).Item(0xFFFF_FFF0).ToArray(),
        ["pixels of 4 GiB claimed"] = () => new HostileFile().Identity().Element(0x7FE0_0010, "OW", new byte[100], 0xFFFF_FFFE).ToArray(),
        ["fragment of 4 GiB claimed"] = () => new HostileFile("1.2.840.10008.1.2.4.50").Identity().Element(0x7FE0_0010, "OB", [], HostileFile.Undefined).Item(0).Item(0xFFFF_FFF0).ToArray(),
        ["value past its item"] = () => new HostileFile().Identity().Element(0x0040_A730, "SQ", [], 28).Item(8).Element(0x0040_A160, "UT", new byte[8], 8).ToArray(),
        ["meta header value of 64 KiB claimed"] = () => new HostileFile().Element(0x0002_0012, "UI", new byte[10], 0xFFFE).ToArray(),
        ["meta header value of 4 GiB claimed"] = () => new HostileFile().Element(0x0002_0102, "OB", new byte[10], 0xFFFF_FFF0).ToArray(),
        ["meta header value of 2 MiB"] = () => new HostileFile().Element(0x0002_0102, "OB", new byte[2 << 20]).Identity().ToArray(),
        ["meta header without end"] = () => new HostileFile().Repeat(100_000, (file, i) => file.Element(0x0002_0013, "SH", "abcd"u8)).ToArray(),
        ["deflate bomb of 256 MiB"] = () => HostileFile.DeflateBomb(256),
    };

    public static TheoryData<string> Names() => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task File_that_attacks_the_reader_is_400_and_leaves_nothing(string attack)
    {
        RunningServer server = shared.Server;
        Baseline before = await Baseline.OfAsync(server);

        Reply reply = (await server.Client.PostAsync("/instances", Attacks[attack]())).IsError(HttpStatusCode.BadRequest, 15);

        output.WriteLine(reply.Field("Details"));
        await before.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Files_that_attack_the_reader_do_not_grow_the_process()
    {
        using var folder = new TemporaryFolder();
        await using ChildServer server = await ChildServer.StartAsync(folder.Path);
        await server.Client.StoreAsync(DicomBuilder.Instance("P1").Pixels(new byte[1_000_000]).ToArray());
        long before = server.PeakMemory();
        foreach ((string attack, Func<byte[]> make) in Attacks)
        {
            (await server.Client.PostAsync("/instances", make())).Is(HttpStatusCode.BadRequest);
            output.WriteLine($"{server.PeakMemory() >> 20} MiB after {attack}");
        }

        Assert.InRange(server.PeakMemory() - before, 0, MostMemory);
    }

    [Fact]
    public async Task File_of_800_000_tags_in_descending_order_is_read_like_any_other()
    {
        RunningServer server = shared.Server;
        byte[] file = new HostileFile(HostileFile.Implicit).Identity("Descending").Repeat(800_000, (each, i) => each.Element(0x7EFF_FFFF - (uint)i, "", [])).ToArray();

        Reply reply = (await server.Client.PostAsync("/instances", file)).IsOk();

        Assert.Equal("Success", reply.Field("Status"));
        Assert.Equal(file, (await server.Client.GetAsync($"{reply.Field("Path")}/file")).IsOk().Body);
        (await server.Client.DeleteAsync(reply.Field("Path"))).IsOk();
    }

    [Fact]
    public async Task Group_length_that_lies_means_nothing()
    {
        RunningServer server = shared.Server;
        byte[] sound = DicomBuilder.Instance("Liar").ToArray();
        byte[] file = [.. sound];
        BitConverter.TryWriteBytes(file.AsSpan(140), uint.MaxValue);

        Reply reply = (await server.Client.PostAsync("/instances", file)).IsOk();

        Assert.Equal("Success", reply.Field("Status"));
        Assert.Equal(file, (await server.Client.GetAsync($"{reply.Field("Path")}/file")).IsOk().Body);
        (await server.Client.DeleteAsync(reply.Field("Path"))).IsOk();
    }

    private static HostileFile Items(int count) =>
        new HostileFile().Identity().Element(0x0040_A730, "SQ", [], HostileFile.Undefined).Repeat(count, (file, _) => file.Item(0)).Delimiter(0xFFFE_E0DD);
}
