using System.Text;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;

namespace AttachmentPacs.Dimse.Tests.Pdus;

public sealed class AssociateCodecTests
{
    private static readonly UserInformation s_full = new()
    {
        MaxPduLength = 0x0001_0203, ImplementationClassUid = "1.2.3", ImplementationVersionName = "V1", Window = new OperationsWindow(5, 0),
        Roles = [new RoleSelection("1.2.4", true, false), new RoleSelection("1.2.5", false, true)],
        Extended = [new ExtendedNegotiation("1.2.6", [2, 0, 3])],
        CommonExtended = [new CommonExtendedNegotiation("1.2.7", "1.2.8", ["1.2.9", "1.2.10"])],
        Identity = new UserIdentity(UserIdentityType.UsernameAndPasscode, true, "anna"u8.ToArray(), "pass"u8.ToArray()),
    };

    [Fact]
    public void Request_is_written_byte_for_byte_as_the_standard_lays_it_out()
    {
        byte[] expected =
        [
            1, 0, 0, 0, 0, 136, 0, 1, 0, 0, .. "CALLED          "u8, .. "CALLING         "u8, .. new byte[32],
            0x10, 0, 0, 21, .. "1.2.840.10008.3.1.1.1"u8,
            0x20, 0, 0, 21, 1, 0, 0, 0, 0x30, 0, 0, 3, .. "1.2"u8, 0x40, 0, 0, 6, .. "1.2.84"u8,
            0x50, 0, 0, 14, 0x51, 0, 0, 4, 0, 0, 0x40, 0, 0x52, 0, 0, 2, .. "1."u8,
        ];
        var request = new AssociateRequest(
            "CALLED", "CALLING", [new ProposedContext(1, "1.2", ["1.2.84"])], new UserInformation { MaxPduLength = 16384, ImplementationClassUid = "1." });

        Assert.Equal(expected, AssociateCodec.Write(request).ToArray());
        AssociateRequest read = AssociateCodec.ReadRequest(expected.AsSpan(6));
        Assert.Equal(("CALLED", "CALLING", 1), (read.CalledAeTitle, read.CallingAeTitle, read.ProtocolVersion));
        Assert.Equal(("1.2", "1.2.84"), (read.Contexts.Single().AbstractSyntax, read.Contexts.Single().TransferSyntaxes.Single()));
    }

    [Fact]
    public void Items_of_the_user_information_are_written_byte_for_byte()
    {
        byte[] bytes = AssociateCodec.Write(new AssociateRequest("A", "B", [], s_full)).ToArray();

        byte[] expected =
        [
            0x51, 0, 0, 4, 0, 1, 2, 3, 0x52, 0, 0, 5, .. "1.2.3"u8, 0x53, 0, 0, 4, 0, 5, 0, 0,
            0x54, 0, 0, 9, 0, 5, .. "1.2.4"u8, 1, 0, 0x54, 0, 0, 9, 0, 5, .. "1.2.5"u8, 0, 1, 0x55, 0, 0, 2, .. "V1"u8,
            0x56, 0, 0, 10, 0, 5, .. "1.2.6"u8, 2, 0, 3,
            0x57, 0, 0, 31, 0, 5, .. "1.2.7"u8, 0, 5, .. "1.2.8"u8, 0, 15, 0, 5, .. "1.2.9"u8, 0, 6, .. "1.2.10"u8,
            0x58, 0, 0, 14, 2, 1, 0, 4, .. "anna"u8, 0, 4, .. "pass"u8,
        ];
        Assert.Equal(expected, bytes[^expected.Length..]);
    }

    [Fact]
    public void User_information_comes_back_as_it_went()
    {
        UserInformation request = AssociateCodec.ReadRequest(AssociateCodec.Write(Wire.Request(_ => s_full)).Span[6..]).User;
        UserInformation accept = AssociateCodec.ReadAccept(
            AssociateCodec.Write(new AssociateAccept("A", "B", [], s_full with { Identity = null, IdentityResponse = [9, 8] })).Span[6..]).User;

        Assert.Equal(s_full.Roles, request.Roles);
        Assert.Equal((s_full.MaxPduLength, "1.2.3", "V1", s_full.Window), (request.MaxPduLength, request.ImplementationClassUid, request.ImplementationVersionName, request.Window));
        Assert.Equal([2, 0, 3], request.Extended.Single().Information);
        Assert.Equal(["1.2.9", "1.2.10"], request.CommonExtended.Single().RelatedSopClassUids);
        Assert.Equal((UserIdentityType.UsernameAndPasscode, true, "pass"), (request.Identity!.Type, request.Identity.AsksForResponse, Encoding.ASCII.GetString(request.Identity.Secondary)));
        Assert.Equal([9, 8], accept.IdentityResponse);
    }

    [Theory]
    [InlineData(UserIdentityType.Username)]
    [InlineData(UserIdentityType.UsernameAndPasscode)]
    [InlineData(UserIdentityType.KerberosTicket)]
    [InlineData(UserIdentityType.SamlAssertion)]
    [InlineData(UserIdentityType.JsonWebToken)]
    public void Identity_of_each_kind_comes_back_as_it_went(UserIdentityType type)
    {
        UserIdentity identity = AssociateCodec.ReadRequest(
            AssociateCodec.Write(Wire.Request(user => user with { Identity = new UserIdentity(type, false, Wire.Bytes(300), []) })).Span[6..]).User.Identity!;

        Assert.Equal((type, false, 300, 0), (identity.Type, identity.AsksForResponse, identity.Primary.Length, identity.Secondary.Length));
    }

    [Fact]
    public void Accept_is_written_with_the_titles_and_reserved_bytes_of_the_request()
    {
        byte[] asked = Wire.Associate();
        asked[10] = (byte)' ';
        asked[12] = 0xC4;
        for (int i = 42; i < 74; i++) asked[i] = (byte)i;
        AssociateRequest request = AssociateCodec.ReadRequest(asked.AsSpan(6));

        byte[] answer = AssociateCodec.Write(new AssociateAccept("", "", [new ContextAnswer(1, ContextResult.Accepted, "1.2")], request.User) { Echo = request.Echo }).ToArray();

        Assert.Equal(asked[10..74], answer[10..74]);
        Assert.Equal([2, 0], answer[..2]);
    }

    [Fact]
    public void Padding_reserved_bytes_and_unknown_items_do_not_matter()
    {
        byte[] body =
        [
            0, 3, 0xFF, 0xFF, .. "  CALLED\0\0\0\0\0\0\0\0"u8, .. "CALLING         "u8, .. Enumerable.Repeat((byte)0xEE, 32),
            0x77, 0xFF, 0, 2, 1, 2,
            0x10, 0xFF, 0, 22, .. "1.2.840.10008.3.1.1.1\0"u8,
            0x20, 0xFF, 0, 28, 1, 0xFF, 0xFF, 0xFF, 0x33, 0, 0, 1, 9, 0x30, 0xFF, 0, 4, .. "1.2\0"u8, 0x40, 0xFF, 0, 7, .. "1.2.84 "u8,
            0x50, 0xFF, 0, 13, 0x51, 0xFF, 0, 4, 0, 0, 0x40, 0, 0x6F, 0, 0, 1, 5,
        ];

        AssociateRequest request = AssociateCodec.ReadRequest(body);

        Assert.Equal(("CALLED", "CALLING", AssociateRequest.DicomApplicationContext), (request.CalledAeTitle, request.CallingAeTitle, request.ApplicationContext));
        Assert.Equal(("1.2", "1.2.84"), (request.Contexts.Single().AbstractSyntax, request.Contexts.Single().TransferSyntaxes.Single()));
        Assert.Equal(16384u, request.User.MaxPduLength);
    }

    [Fact]
    public void Request_cut_anywhere_or_with_any_byte_turned_is_read_or_refused()
    {
        byte[] body = AssociateCodec.Write(Wire.Request(_ => s_full)).ToArray()[6..];
        int refused = 0;
        for (int at = 0; at < body.Length; at++)
        {
            byte[] turned = [.. body];
            turned[at] ^= 0xFF;
            foreach (byte[] bytes in (byte[][])[turned, body[..at]])
            {
                try
                {
                    AssociateCodec.ReadRequest(bytes);
                }
                catch (ProtocolException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, body.Length, 2 * body.Length);
    }

    [Fact]
    public void Context_without_abstract_syntax_or_transfer_syntax_or_with_a_wrong_id_is_refused()
    {
        ProposedContext[][] wrong =
        [
            [new ProposedContext(1, "1.2", [])], [new ProposedContext(2, "1.2", ["1.2"])], [new ProposedContext(0, "1.2", ["1.2"])],
            [new ProposedContext(1, "1.2", ["1.2"]), new ProposedContext(1, "1.3", ["1.2"])],
        ];

        foreach (ProposedContext[] contexts in wrong)
        {
            Assert.Throws<ProtocolException>(() => AssociateCodec.ReadRequest(AssociateCodec.Write(Wire.Request() with { Contexts = contexts }).Span[6..]));
        }
    }

    [Fact]
    public void Title_with_control_characters_is_refused()
    {
        byte[] bytes = Wire.Associate();
        bytes[12] = (byte)'\n';

        Assert.Throws<ProtocolException>(() => AssociateCodec.ReadRequest(bytes.AsSpan(6)));
    }

    [Theory]
    [InlineData(1, 1, 7, "rejected: called AE title not recognized")]
    [InlineData(2, 3, 2, "rejected for now: local limit exceeded")]
    [InlineData(1, 2, 2, "rejected: protocol version not supported")]
    [InlineData(1, 1, 9, "rejected: source 1, reason 9")]
    public void Rejection_is_told_in_the_words_of_the_standard(byte result, byte source, byte reason, string words) =>
        Assert.Equal(words, AssociateReject.Of(result, source, reason).ToString());

    [Theory]
    [InlineData(true, AbortReason.UnexpectedPdu, "aborted by the provider: unexpected PDU")]
    [InlineData(true, (AbortReason)9, "aborted by the provider: reason 9")]
    [InlineData(false, AbortReason.NotSpecified, "aborted by the user")]
    public void Abort_is_told_in_the_words_of_the_standard(bool isProvider, AbortReason reason, string words) =>
        Assert.Equal(words, new AssociationAbort(isProvider, reason).ToString());
}
