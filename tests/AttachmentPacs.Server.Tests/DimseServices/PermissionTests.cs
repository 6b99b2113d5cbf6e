using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>Who may do what over DIMSE, at the negotiation and at each request.</summary>
public class PermissionTests
{
    [Fact]
    public async Task Unknown_caller_who_may_do_nothing_is_rejected_by_its_title()
    {
        using var log = new LogLines();
        await using RunningServer server = await DimseServer.StartAsync(log, "Dicom:AlwaysAllowEcho=false", "Dicom:AlwaysAllowStore=false");

        var rejected = await Assert.ThrowsAsync<AssociationRejectedException>(() => Scu.ConnectAsync(server.EndPointOf()));

        Assert.Equal(AssociateReject.CallingAeTitleNotRecognized, rejected.Reject);
        Assert.Contains("AE title \"SCU\" is no modality's", Assert.Single(log.Of(2053)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_caller_who_may_only_echo_gets_no_storage_context_and_the_log_says_why()
    {
        using var log = new LogLines();
        await using RunningServer server = await DimseServer.StartAsync(log, "Dicom:AlwaysAllowStore=false");
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());

        Assert.Equal(ContextResult.Accepted, scu.AnswerTo(1).Result);
        Assert.Equal((ContextResult.RejectedByUser, ContextResult.RejectedByUser), (scu.AnswerTo(3).Result, scu.AnswerTo(5).Result));
        Assert.Equal(DimseStatus.Success, (await scu.EchoAsync()).Status);
        Assert.StartsWith("No Store for SCU at 127.0.0.1:", Assert.Single(log.Of(2047)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_caller_without_AllowStore_may_echo_and_not_store_whatever_strangers_may()
    {
        await using RunningServer server = await DimseServer.StartAsync([.. DimseServer.Modality("ct", "CT1", "AllowStore=false"), "Dicom:AlwaysAllowStore=true"]);
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), "CT1");

        Assert.Equal(ContextResult.RejectedByUser, scu.AnswerTo(3).Result);
        Assert.Equal(DimseStatus.Success, (await scu.EchoAsync()).Status);
    }

    [Fact]
    public async Task Known_caller_without_AllowEcho_gets_no_context_of_Verification()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1", "AllowEcho=false"));
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), "CT1");

        Assert.Equal((ContextResult.RejectedByUser, ContextResult.Accepted), (scu.AnswerTo(1).Result, scu.AnswerTo(3).Result));
    }

    [Fact]
    public async Task Permission_that_is_taken_away_holds_at_once_in_an_open_association()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), "CT1");
        DicomBuilder instance = server.NewInstance();
        Assert.Equal(DimseStatus.Success, (await scu.StoreAsync(instance, DicomBuilder.Uid(1, 1, 1))).Status);

        (await server.Client.PutAsync("/modalities/ct", """{"AET": "CT1", "Host": "127.0.0.1", "Port": 104, "AllowStore": false, "AllowEcho": false}""")).IsOk();
        Command store = await scu.StoreAsync(instance, DicomBuilder.Uid(1, 1, 1));
        Command echo = await scu.EchoAsync();

        Assert.Equal((DimseStatus.NotAuthorized, "Modality ct may not do that: its AllowStore is false"), (store.Status!.Value, store.ErrorComment));
        Assert.Equal(DimseStatus.NotAuthorized, echo.Status);
    }

    [Theory]
    [InlineData("ct1")]
    [InlineData("CT1X")]
    [InlineData("")]
    public async Task Title_that_is_not_exactly_a_modalitys_is_a_strangers(string calling)
    {
        await using RunningServer server = await DimseServer.StartAsync([.. DimseServer.Modality("ct", "CT1"), "Dicom:AlwaysAllowEcho=false", "Dicom:AlwaysAllowStore=false"]);

        await Assert.ThrowsAsync<AssociationRejectedException>(() => Scu.ConnectAsync(server.EndPointOf(), calling));
        await using Scu known = await Scu.ConnectAsync(server.EndPointOf(), " CT1 ");
        Assert.Equal(DimseStatus.Success, (await known.EchoAsync()).Status);
    }

    [Fact]
    public async Task Modality_that_calls_from_elsewhere_is_rejected()
    {
        await using RunningServer server = await DimseServer.StartAsync("Dicom:Modalities:ct:AeTitle=CT1", "Dicom:Modalities:ct:Host=192.0.2.1");

        var rejected = await Assert.ThrowsAsync<AssociationRejectedException>(() => Scu.ConnectAsync(server.EndPointOf(), "CT1"));

        Assert.Equal(AssociateReject.CallingAeTitleNotRecognized, rejected.Reject);
    }

    [Theory]
    [InlineData("CT1", "ATTACHMENTPACS", true)]
    [InlineData("CT1", "FORCT", true)]
    [InlineData("CT1", " FORCT ", true)]
    [InlineData("CT1", "attachmentpacs", false)]
    [InlineData("OTHER", "FORCT", false)]
    [InlineData("OTHER", "ATTACHMENTPACS", true)]
    public async Task Called_title_is_ours_or_the_one_by_which_we_call_the_caller(string calling, string called, bool isAccepted)
    {
        await using RunningServer server = await DimseServer.StartAsync([.. DimseServer.Modality("ct", "CT1", "LocalAet=FORCT"), "Dicom:CheckCalledAeTitle=true"]);

        if (isAccepted)
        {
            await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), calling, called);
            Assert.Equal(DimseStatus.Success, (await scu.EchoAsync()).Status);
        }
        else
        {
            var rejected = await Assert.ThrowsAsync<AssociationRejectedException>(() => Scu.ConnectAsync(server.EndPointOf(), calling, called));
            Assert.Equal(AssociateReject.CalledAeTitleNotRecognized, rejected.Reject);
        }
    }
}
