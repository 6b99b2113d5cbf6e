using System.Net;
using System.Text;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Negotiation;
using AttachmentPacs.Server.DimseServices.Storage;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>What is agreed to in an association: SOP classes, transfer syntaxes, roles, extended negotiation, user identity.</summary>
public class NegotiationTests(SharedDimseServer shared) : IClassFixture<SharedDimseServer>
{
    private const string Find = "1.2.840.10008.5.1.4.1.2.2.1";
    private const string Private = "1.3.12.2.1107.5.9.1";
    private const string Commitment = "1.2.840.10008.1.20.1";

    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Sop_classes_that_are_listed_are_those_that_are_accepted()
    {
        string[] listed = (await _server.Client.GetAsync("/tools/accepted-sop-classes")).IsOk().Strings;

        Assert.InRange(listed.Length, 150, 220);
        foreach (string[] some in listed.Chunk(100))
        {
            ProposedContext[] contexts = [.. some.Select((uid, i) => new ProposedContext((byte)((2 * i) + 1), uid, [DicomBuilder.ExplicitLittleEndian]))];
            await using Scu scu = await Scu.ConnectAsync(_server.EndPointOf(), contexts: contexts);
            Assert.Equal(contexts.Length, scu.Association.Facts.Contexts.Count);
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.1.1", true)] // Digital X-Ray, For Presentation
    [InlineData("1.2.840.10008.5.1.4.1.1.1.2.1", true)] // Digital Mammography, For Processing
    [InlineData("1.2.840.10008.5.1.4.1.1.6", true)] // Ultrasound, retired
    [InlineData("1.2.840.10008.5.1.4.1.1.88.1", true)] // Text SR, trial
    [InlineData("1.2.840.10008.5.1.4.34.7", true)] // RT Beams Delivery Instruction
    [InlineData("1.2.840.10008.5.1.4.1.1.501.1", true)] // DICOS CT
    [InlineData("1.2.840.10008.1.3.10", false)] // Media Storage Directory
    [InlineData("1.2.840.10008.5.1.4.38.1", false)] // Hanging Protocol
    [InlineData("1.2.840.10008.5.1.4.1.1.201.1", false)] // Inventory
    [InlineData("1.2.840.10008.1.20.1", false)] // Storage Commitment
    [InlineData(Find, false)]
    [InlineData(Private, false)]
    [InlineData("", false)]
    public void Storage_class_is_one_of_instances_with_a_study(string uid, bool expected)
    {
        Assert.Equal(expected, StorageClasses.IsStorage(uid));
        Assert.Equal(expected, StorageClasses.All.Contains(uid));
    }

    [Fact]
    public async Task Transfer_syntaxes_that_are_listed_are_accepted_each()
    {
        string[] listed = (await _server.Client.GetAsync("/tools/accepted-transfer-syntaxes")).IsOk().Strings;
        ProposedContext[] contexts = [.. listed.Select((uid, i) => new ProposedContext((byte)((2 * i) + 1), DicomBuilder.SopClass, [uid]))];

        await using Scu scu = await Scu.ConnectAsync(_server.EndPointOf(), contexts: contexts);

        Assert.Equal(listed, scu.Association.Facts.Contexts.Values.OrderBy(context => context.Id).Select(context => context.TransferSyntax));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2 1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2 1.2.840.10008.1.2", "1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.4.90 1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.90")]
    [InlineData("1.2.840.10008.1.2.1 1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.4.94 1.2.840.10008.1.2", "1.2.840.10008.1.2")]
    [InlineData("1.2.840.113619.5.2 1.2.840.10008.1.2", "1.2.840.10008.1.2")]
    [InlineData("1.2.840.113619.5.2", "1.2.840.113619.5.2")]
    [InlineData("1.2.840.10008.1.2.6.2 1.2.840.10008.1.2.7.1", null)]
    [InlineData("1.2.840.10008.1.1", null)]
    public void Transfer_syntax_is_the_one_that_loses_least(string proposed, string? expected) => Assert.Equal(expected, StorageSyntaxes.Prefer(proposed.Split(' ')));

    [Fact]
    public async Task Context_without_a_syntax_or_a_service_is_refused_and_the_others_serve()
    {
        ProposedContext[] contexts =
        [
            new(1, DicomBuilder.SopClass, ["1.2.840.10008.1.2.6.2"]), new(3, Find, [DicomBuilder.ImplicitLittleEndian]), new(5, Private, [DicomBuilder.ImplicitLittleEndian]),
            new(7, Scu.Verification, [DicomBuilder.ImplicitLittleEndian]),
        ];

        await using Scu scu = await Scu.ConnectAsync(_server.EndPointOf(), contexts: contexts);

        Assert.Equal(
            [ContextResult.TransferSyntaxesNotSupported, ContextResult.AbstractSyntaxNotSupported, ContextResult.AbstractSyntaxNotSupported, ContextResult.Accepted],
            contexts.Select(context => scu.AnswerTo(context.Id).Result));
        Assert.Equal(DimseStatus.Success, (await scu.EchoAsync(7)).Status);
    }

    [Fact]
    public async Task Unknown_class_is_stored_where_that_is_allowed_and_standard_ones_stay_what_they_are()
    {
        await using RunningServer server = await DimseServer.StartAsync("Dicom:UnknownSopClassAccepted=true");
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), contexts:
        [
            new(1, Private, [DicomBuilder.ExplicitLittleEndian]), new(3, Find, [DicomBuilder.ExplicitLittleEndian]), new(5, "1.2.840.10008.5.1.4.38.1", [DicomBuilder.ExplicitLittleEndian]),
        ]);
        byte[] dataSet = DicomBuilder.Instance("P").Add(0x0008_0016, "UI", Private).ToDataSet();

        Assert.Equal(DimseStatus.Success, (await scu.StoreAsync(dataSet, DicomBuilder.Uid(1, 1, 1), 1, Private)).Status);
        Assert.Equal((ContextResult.AbstractSyntaxNotSupported, ContextResult.AbstractSyntaxNotSupported), (scu.AnswerTo(3).Result, scu.AnswerTo(5).Result));
        Assert.Equal("1", (await server.Client.GetAsync("/tools/unknown-sop-class-accepted")).IsOk().Text);
    }

    [Fact]
    public async Task Role_of_a_provider_is_turned_down_for_storage_and_contexts_that_ask_for_it_alone_are_refused()
    {
        await using Scu both = await Scu.ConnectAsync(_server.EndPointOf(), roles: new RoleSelection(DicomBuilder.SopClass, true, true));
        await using Scu alone = await Scu.ConnectAsync(_server.EndPointOf(), roles: new RoleSelection(DicomBuilder.SopClass, false, true));

        Assert.Equal([new RoleSelection(DicomBuilder.SopClass, true, false)], both.Association.Facts.Accept.User.Roles);
        Assert.Equal(ContextResult.Accepted, both.AnswerTo(3).Result);
        Assert.Empty(alone.Association.Facts.Accept.User.Roles);
        Assert.Equal((ContextResult.Accepted, ContextResult.RejectedByUser), (alone.AnswerTo(1).Result, alone.AnswerTo(3).Result));
    }

    [Fact]
    public async Task Extended_negotiation_of_storage_is_answered_with_level_2_full()
    {
        Negotiation answer = await NegotiateAsync(new UserInformation
        {
            Extended = [new ExtendedNegotiation(DicomBuilder.SopClass, [2, 0, 0, 0, 2, 0]), new ExtendedNegotiation(Scu.Verification, [1]), new ExtendedNegotiation(Find, [1])],
        });

        ExtendedNegotiation storage = Assert.Single(answer.Extended);
        Assert.Equal(DicomBuilder.SopClass, storage.SopClassUid);
        Assert.Equal([2, 0, 3, 0, 0, 0], storage.Information);
    }

    [Theory]
    [InlineData(UserIdentityType.Username, true, true)]
    [InlineData(UserIdentityType.UsernameAndPasscode, true, true)]
    [InlineData(UserIdentityType.UsernameAndPasscode, false, false)]
    [InlineData(UserIdentityType.KerberosTicket, true, false)]
    [InlineData(UserIdentityType.JsonWebToken, true, false)]
    public async Task User_identity_lets_everybody_in_as_before_and_a_name_is_answered_where_that_is_asked_for(UserIdentityType type, bool asks, bool isAnswered)
    {
        Negotiation answer = await NegotiateAsync(new UserInformation { Identity = new UserIdentity(type, asks, Encoding.UTF8.GetBytes("alice"), []) });

        Assert.Null(answer.Rejection);
        Assert.Equal(isAnswered ? [] : null, answer.IdentityResponse);
    }

    [Fact]
    public async Task Commitment_is_refused_to_strangers()
    {
        await using Scu scu = await Scu.ConnectAsync(_server.EndPointOf(), contexts: [.. Scu.Usual, new(7, Commitment, [DicomBuilder.ImplicitLittleEndian])]);

        Assert.Equal(ContextResult.RejectedByUser, scu.AnswerTo(7).Result);
    }

    private ValueTask<Negotiation> NegotiateAsync(UserInformation user) => _server.Services.GetRequiredService<AssociationNegotiator>().NegotiateAsync(
        new AssociateRequest("ATTACHMENTPACS", Scu.Title, Scu.Usual, user), new IPEndPoint(IPAddress.Loopback, 1), CancellationToken.None);
}
