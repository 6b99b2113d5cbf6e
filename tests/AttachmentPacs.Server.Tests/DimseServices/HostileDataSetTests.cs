using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Tests.Hardening;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>Data sets made to exhaust a reader, by C-STORE: the second door meets the same limits as the first.</summary>
public class HostileDataSetTests(SharedDimseServer shared) : IClassFixture<SharedDimseServer>
{
    private const string Uid = "1.2.3.4";

    private static readonly Dictionary<string, Func<byte[]>> Attacks = new()
    {
        ["10,000 nested sequences, open"] = () => Explicit().Nested(10_000, isClosed: false).ToArray(),
        ["10,000 nested sequences, closed"] = () => Explicit().Nested(10_000, isClosed: true).ToArray(),
        ["1,000,001 stray delimiters"] = () => Explicit().Repeat(1_000_001, (file, _) => file.Delimiter(0xFFFE_E0DD)).ToArray(),
        ["value of 4 GiB claimed"] = () => Explicit().Element(0x0040_A160, "UT", new byte[100], 0xFFFF_FFF0).ToArray(),
        ["item of 4 GiB claimed"] = () => Explicit().Element(0x0040_A730, "SQ", [], HostileFile.Undefined).Item(0xFFFF_FFF0).ToArray(),
        ["pixels of 4 GiB claimed"] = () => Explicit().Element(0x7FE0_0010, "OW", new byte[100], 0xFFFF_FFFE).ToArray(),
    };

    public static TheoryData<string> Names() => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Data_set_that_attacks_the_reader_is_C000_with_its_tag_and_leaves_nothing(string attack)
    {
        Command answer = await SendAsync(Attacks[attack](), DicomBuilder.ExplicitLittleEndian);

        Assert.Equal(DimseStatus.CannotUnderstand, answer.Status);
        Assert.Matches(@"\A\([0-9a-f]{4},[0-9a-f]{4}\) byte \d+: [a-z ]+\z", answer.ErrorComment);
    }

    [Fact]
    public async Task Deflate_bomb_is_C000_and_leaves_nothing()
    {
        byte[] bomb = HostileFile.DeflateBomb(256)[new HostileFile(HostileFile.Deflated).ToArray().Length..];

        Assert.Equal(DimseStatus.CannotUnderstand, (await SendAsync(bomb, HostileFile.Deflated)).Status);
    }

    private async Task<Command> SendAsync(byte[] dataSet, string syntax)
    {
        RunningServer server = shared.Server;
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), contexts: [new(1, DicomBuilder.SopClass, [syntax])]);
        Command answer = await scu.StoreAsync(dataSet, Uid, 1);
        Assert.Equal(EndKind.Released, (await scu.ReleaseAsync()).Kind);
        Assert.Empty((await server.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.Empty(server.Drafts());
        Assert.Empty(server.Blobs());
        return answer;
    }

    // Without a head: that is what the wire has.
    private static HostileFile Explicit() => new HostileFile(null).Identity();
}
