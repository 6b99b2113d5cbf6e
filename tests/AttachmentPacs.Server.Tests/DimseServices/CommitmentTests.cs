using System.Net;
using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Index;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>Storage commitment on the wire (PS3.4 Annex J), on both sides.</summary>
public class CommitmentTests
{
    private const byte Context = 7;

    private static readonly string Stored = DicomBuilder.Uid(1, 1, 1);
    private static readonly ProposedContext[] Contexts = [.. Scu.Usual, new(Context, CommitmentDataSet.SopClassUid, [DicomBuilder.ImplicitLittleEndian, DicomBuilder.ExplicitLittleEndian])];

    [Fact]
    public async Task Report_on_what_is_safe_comes_on_the_association_of_the_request()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await ConnectAsync(server.EndPointOf().Port);
        await scu.StoreAsync(DicomBuilder.Instance("P"), Stored);

        Command answer = await AskAsync(scu, "1.2.77", Stored);
        (Command report, byte[] dataSet) = await scu.Answers.NextAsync();
        CommitmentDataSet data = await ReadAsync(dataSet);

        Assert.Equal((CommandField.NActionResponse, DimseStatus.Success), (answer.Field, answer.Status!.Value));
        Assert.Equal((CommandField.NEventReportRequest, (ushort)1, CommitmentDataSet.SopInstanceUid), (report.Field, report.EventTypeId!.Value, report.AffectedSopInstanceUid));
        Assert.Equal(("1.2.77", Stored), (data.TransactionUid, Assert.Single(data.Referenced).SopInstanceUid));
        Assert.Empty(data.Failed);
        Assert.Equal(EndKind.Released, (await scu.ReleaseAsync()).Kind);
    }

    [Fact]
    public async Task Report_on_what_is_not_there_is_event_2_with_the_reason()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await ConnectAsync(server.EndPointOf().Port);
        await scu.StoreAsync(DicomBuilder.Instance("P"), Stored);

        await AskAsync(scu, "1.2.78", Stored, "1.2.3.4");
        (Command report, byte[] dataSet) = await scu.Answers.NextAsync();
        CommitmentDataSet data = await ReadAsync(dataSet);

        Assert.Equal((ushort)2, report.EventTypeId);
        Assert.Equal(Stored, Assert.Single(data.Referenced).SopInstanceUid);
        Assert.Equal(new ReferencedInstance(DicomBuilder.SopClass, "1.2.3.4", 0x0112), Assert.Single(data.Failed));
    }

    [Fact]
    public async Task Report_goes_to_the_modality_where_the_association_has_ended()
    {
        var modality = new Peer();
        await using AssociationListener listener = Listen(modality);
        await using RunningServer server = await DimseServer.StartAsync([.. DimseServer.Modality("ct", "CT1", $"Port={listener.EndPoint.Port}")]);
        AssociateRequest? called = null;
        modality.Negotiate = request => Peer.AcceptAll(called = request);
        await using Scu scu = await ConnectAsync(server.EndPointOf().Port);
        scu.Answers.OnRequest = () => scu.Association.Abort(AssociationAbort.ByUser, "reports are not taken here");

        Assert.Equal(DimseStatus.Success, (await AskAsync(scu, "1.2.79", Stored)).Status);
        scu.Association.Abort(AssociationAbort.ByUser, "the test needs no more");
        (Command report, byte[] dataSet) = await modality.NextAsync();

        Assert.Equal(((ushort)2, "1.2.79"), (report.EventTypeId!.Value, (await ReadAsync(dataSet)).TransactionUid));
        Assert.Equal(("CT1", "ATTACHMENTPACS"), (called!.CalledAeTitle, called.CallingAeTitle));
        Assert.Equal([new RoleSelection(CommitmentDataSet.SopClassUid, false, true)], called.User.Roles);
    }

    [Fact]
    public async Task Request_that_was_answered_survives_a_kill()
    {
        using var folder = new TemporaryFolder();
        var modality = new Peer();
        await using AssociationListener listener = Listen(modality);
        string[] settings = DimseServer.Open(DimseServer.Modality("ct", "CT1", $"Port={listener.EndPoint.Port}"));

        // The modality takes no report until the server has been killed.
        using var isKilled = new ManualResetEventSlim();
        modality.Negotiate = _ =>
        {
            isKilled.Wait();
            return Negotiation.Reject(AssociateReject.TemporaryCongestion, "too late");
        };
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path, settings))
        {
            await using Scu scu = await ConnectAsync(await server.Client.DicomPortAsync());
            scu.Answers.OnRequest = () => scu.Association.Abort(AssociationAbort.ByUser, "reports are not taken here");
            Assert.Equal(DimseStatus.Success, (await AskAsync(scu, "1.2.80", Stored)).Status);
            await server.KillAsync();
        }

        modality.Negotiate = Peer.AcceptAll;
        isKilled.Set();
        await using ChildServer again = await ChildServer.StartAsync(folder.Path, settings);
        (Command _, byte[] dataSet) = await modality.NextAsync();
        Assert.Equal("1.2.80", (await ReadAsync(dataSet)).TransactionUid);
    }

    [Fact]
    public async Task Permission_that_is_taken_away_is_0124()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await ConnectAsync(server.EndPointOf().Port);
        (await server.Client.PutAsync("/modalities/ct", """{"AET": "CT1", "Host": "127.0.0.1", "Port": 104, "AllowStorageCommitment": false}""")).IsOk();

        Assert.Equal(DimseStatus.NotAuthorized, (await AskAsync(scu, "1.2.81", Stored)).Status);
        await using Scu next = await ConnectAsync(server.EndPointOf().Port);
        Assert.Equal(ContextResult.RejectedByUser, next.AnswerTo(Context).Result);
    }

    [Theory]
    [InlineData(CommitmentDataSet.SopClassUid, CommitmentDataSet.SopInstanceUid, 2, DimseStatus.NoSuchAction)]
    [InlineData(CommitmentDataSet.SopClassUid, "1.2.3", 1, DimseStatus.NoSuchSopInstance)]
    [InlineData("1.2.3", CommitmentDataSet.SopInstanceUid, 1, DimseStatus.NoSuchSopClass)]
    [InlineData(CommitmentDataSet.SopClassUid, CommitmentDataSet.SopInstanceUid, 1, DimseStatus.InvalidArgumentValue)]
    public async Task Request_that_is_none_is_refused_with_a_status_of_its_own(string sopClass, string instance, int action, DimseStatus expected)
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await ConnectAsync(server.EndPointOf().Port);
        var command = new Command(CommandField.NActionRequest) { RequestedSopClassUid = sopClass, RequestedSopInstanceUid = instance, ActionTypeId = (ushort)action };

        DimseResponse answer = await scu.RequestAsync(Context, command, OutgoingDataSet.Of(new CommitmentDataSet("1.2.82", [], []).ToBytes(Syntax(scu))));

        Assert.Equal(expected, answer.Command.Status);
    }

    [Fact]
    public async Task Data_set_that_is_none_and_a_transaction_in_use_are_refused()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await ConnectAsync(server.EndPointOf().Port);
        DimseResponse garbage = await scu.RequestAsync(Context, Action, OutgoingDataSet.Of([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));

        Assert.Equal((DimseStatus.InvalidArgumentValue, "The data set is no storage commitment"), (garbage.Command.Status!.Value, garbage.Command.ErrorComment));
        Assert.Equal(DimseStatus.Success, (await AskAsync(scu, "1.2.83", Stored)).Status);
        Command other = await AskAsync(scu, "1.2.83", "1.2.3.9");
        Assert.Equal((DimseStatus.ProcessingFailure, "The Transaction UID is in use"), (other.Status!.Value, other.ErrorComment));
    }

    [Fact]
    public async Task Report_on_a_request_of_ours_is_taken_once_and_one_that_nobody_asked_for_is_not()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("pacs", "PACS2"));
        var requests = server.Services.GetRequiredService<CommitmentRequests>();
        string uid = await requests.CreateAsync("PACS2", "ATTACHMENTPACS", "pacs", [new SopReference(DicomBuilder.SopClass, Stored)], CancellationToken.None);
        await using Scu scp = await Scu.ConnectAsync(
            server.EndPointOf(), "PACS2", contexts: Contexts, roles: new RoleSelection(CommitmentDataSet.SopClassUid, false, true));

        Command taken = await TellAsync(scp, uid);
        Command repeated = await TellAsync(scp, uid);
        Command unknown = await TellAsync(scp, "1.2.99");

        Assert.Equal([new RoleSelection(CommitmentDataSet.SopClassUid, false, true)], scp.Association.Facts.Accept.User.Roles);
        Assert.Equal((DimseStatus.Success, DimseStatus.Success, DimseStatus.ProcessingFailure), (taken.Status!.Value, repeated.Status!.Value, unknown.Status!.Value));
        Assert.Equal("Success", (await server.Client.GetAsync($"/storage-commitment/{uid}")).IsOk().Field("Status"));
    }

    private static Command Action => new(CommandField.NActionRequest)
    {
        RequestedSopClassUid = CommitmentDataSet.SopClassUid, RequestedSopInstanceUid = CommitmentDataSet.SopInstanceUid, ActionTypeId = 1,
    };

    private static Task<Scu> ConnectAsync(int port) => Scu.ConnectAsync(port, "CT1", contexts: Contexts);

    private static string Syntax(Scu scu) => scu.Association.Facts.Contexts[Context].TransferSyntax;

    private static async Task<Command> AskAsync(Scu scu, string transaction, params string[] instances)
    {
        var data = new CommitmentDataSet(transaction, [.. instances.Select(uid => new ReferencedInstance(DicomBuilder.SopClass, uid))], []);
        return (await scu.RequestAsync(Context, Action, OutgoingDataSet.Of(data.ToBytes(Syntax(scu))))).Command;
    }

    private static async Task<Command> TellAsync(Scu scp, string transaction)
    {
        var data = new CommitmentDataSet(transaction, [new ReferencedInstance(DicomBuilder.SopClass, Stored)], []);
        var command = new Command(CommandField.NEventReportRequest)
        {
            AffectedSopClassUid = CommitmentDataSet.SopClassUid, AffectedSopInstanceUid = CommitmentDataSet.SopInstanceUid, EventTypeId = 1,
        };
        return (await scp.RequestAsync(Context, command, OutgoingDataSet.Of(data.ToBytes(Syntax(scp))))).Command;
    }

    // Both sides prefer what the other offers first: the report is in the syntax of the context, which is one of two.
    private static Task<CommitmentDataSet> ReadAsync(byte[] dataSet) =>
        CommitmentDataSet.ReadAsync(new MemoryStream(dataSet), dataSet[4] is (byte)'U' or (byte)'S' ? DicomBuilder.ExplicitLittleEndian : DicomBuilder.ImplicitLittleEndian, CancellationToken.None);

    private static AssociationListener Listen(Peer peer)
    {
        var options = new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), 10, 10, 128 << 10, new AssociationTimeouts(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60)));
        var listener = new AssociationListener(options, peer, TimeProvider.System, NullLogger<AssociationListener>.Instance);
        listener.Start();
        return listener;
    }
}
