using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>The statuses of C-STORE (PS3.4 B.2.3), each by what causes it, with comments that say why and hold nothing of the patient's.</summary>
public class StoreStatusTests
{
    private static readonly string Uid = DicomBuilder.Uid(1, 1, 1);

    [Theory]
    [InlineData("Ignore", DimseStatus.Success)]
    [InlineData("Replace", DimseStatus.Success)]
    [InlineData("Reject", DimseStatus.DuplicateSopInstance)]
    public async Task Instance_that_is_there_is_answered_by_the_policy(string policy, DimseStatus expected)
    {
        await using RunningServer server = await DimseServer.StartAsync($"Storage:Duplicates={policy}");
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());
        Assert.Equal(DimseStatus.Success, (await scu.StoreAsync(DicomBuilder.Instance("P"), Uid)).Status);

        Assert.Equal(expected, (await scu.StoreAsync(DicomBuilder.Instance("P"), Uid)).Status);
        Assert.Single((await server.Client.GetAsync("/instances")).IsOk().Strings);
    }

    [Fact]
    public async Task Policy_of_the_callers_title_counts()
    {
        await using RunningServer server = await DimseServer.StartAsync("Storage:Duplicates=Ignore", "Storage:DuplicatesBySource:aet:SCU=Reject");
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());
        await scu.StoreAsync(DicomBuilder.Instance("P"), Uid);

        Assert.Equal(DimseStatus.DuplicateSopInstance, (await scu.StoreAsync(DicomBuilder.Instance("P"), Uid)).Status);
    }

    [Fact]
    public async Task Disk_below_its_floor_is_A700()
    {
        await using RunningServer server = await DimseServer.StartAsync($"Storage:MinimumFreeSpace={long.MaxValue}");

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), DimseStatus.OutOfResources, "No room: the disk is full, or the quota is used up");
    }

    [Fact]
    public async Task Quota_that_is_used_up_is_A700()
    {
        await using RunningServer server = await DimseServer.StartAsync("Storage:MaximumPatients=1", "Storage:MaximumMode=Reject");
        await server.StoreAsync(server.NewInstance(9));

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), DimseStatus.OutOfResources, "No room: the disk is full, or the quota is used up", 1);
    }

    [Fact]
    public async Task Ingest_budget_that_is_used_up_is_A700()
    {
        await using RunningServer server = await DimseServer.StartAsync($"Limits:IngestBytes={1 << 20}");
        DicomBuilder greedy = DicomBuilder.Instance("P");
        for (uint i = 0; i < 60; i++) greedy.Add(0x0009_1001 + i, "LT", new string('x', 60_000));

        await IsRefusedAsync(server, greedy.ToDataSet(), DimseStatus.OutOfResources, "Too much is being received: send it again in a moment");
    }

    [Fact]
    public async Task Index_that_another_program_holds_is_A700()
    {
        await using RunningServer server = await DimseServer.StartAsync("Database:Sqlite:BusyTimeout=00:00:00.1");
        using var other = new IndexHolder(server);

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), DimseStatus.OutOfResources, "The index is busy: send it again in a moment");
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_is_C001_and_in_the_log_with_its_cause()
    {
        using var log = new LogLines();
        await using RunningServer server = await DimseServer.StartAsync(log);
        string drafts = Path.Combine(server.Storage, "drafts");
        Directory.Delete(drafts);

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), DimseStatus.StorageFailure, "The store failed: see the log of the server");

        Assert.Single(log.Of(2046));
        Directory.CreateDirectory(drafts);
        await using Scu again = await Scu.ConnectAsync(server.EndPointOf());
        Assert.Equal(DimseStatus.Success, (await again.StoreAsync(DicomBuilder.Instance("P"), Uid)).Status);
    }

    [Fact]
    public async Task Filter_that_fails_is_C001_and_the_association_goes_on()
    {
        using var log = new LogLines();
        await using RunningServer server = await DimseServer.StartAsync(log);
        server.Archive.Hooks.Add(new Filter(_ => throw new InvalidOperationException("no rule")));

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), DimseStatus.StorageFailure, "The store failed: see the log of the server");
        Assert.Single(log.Of(2046));
    }

    [Theory]
    [InlineData("SOP Instance UID of the data set is not the command's", "1.2.3", DicomBuilder.SopClass)]
    [InlineData("The command's SOP Class is not the presentation context's", null, "1.2.840.10008.5.1.4.1.1.2")]
    public async Task Data_set_that_is_not_what_was_announced_is_A900(string comment, string? uid, string sopClass)
    {
        await using RunningServer server = await DimseServer.StartAsync();

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), DimseStatus.DataSetDoesNotMatchSopClass, comment, 0, uid ?? Uid, sopClass);
    }

    [Fact]
    public async Task Data_set_of_another_class_is_A900()
    {
        await using RunningServer server = await DimseServer.StartAsync();
        byte[] ct = DicomBuilder.Instance("P").Add(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2").ToDataSet();

        await IsRefusedAsync(server, ct, DimseStatus.DataSetDoesNotMatchSopClass, "SOP Class UID of the data set is not the command's");
    }

    [Theory]
    [InlineData(0x0008_0018u, "(0008,0018) absent, empty or not of an instance")]
    [InlineData(0x0008_0016u, "(0008,0016) absent, empty or not of an instance")]
    [InlineData(0x0020_000Du, "(0020,000d) absent, empty or not of an instance")]
    public async Task Data_set_without_an_identity_is_C000_and_names_the_tag(uint tag, string comment)
    {
        await using RunningServer server = await DimseServer.StartAsync();

        await IsRefusedAsync(server, DicomBuilder.Instance("P").Remove(tag).ToDataSet(), DimseStatus.CannotUnderstand, comment);
    }

    [Fact]
    public async Task Data_set_that_is_cut_is_C000_and_names_tag_and_offset()
    {
        await using RunningServer server = await DimseServer.StartAsync();
        byte[] whole = DicomBuilder.Instance("Doe^Jane").ToDataSet();

        await IsRefusedAsync(server, whole[..^40], DimseStatus.CannotUnderstand, $"(7fe0,0010) byte {whole.Length - 64 - 12}: data set ends too early");
    }

    [Fact]
    public async Task Data_set_that_is_none_is_C000()
    {
        await using RunningServer server = await DimseServer.StartAsync();
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());

        Command answer = await scu.StoreAsync([.. Enumerable.Repeat((byte)0xEE, 300)], Uid);

        Assert.Equal(DimseStatus.CannotUnderstand, answer.Status);
        Assert.Matches(@"\([0-9a-f]{4},[0-9a-f]{4}\)", answer.ErrorComment);
    }

    [Theory]
    [InlineData(null, DicomBuilder.SopClass)]
    [InlineData("", DicomBuilder.SopClass)]
    [InlineData("1.2.3", null)]
    public async Task Command_without_UIDs_is_C000(string? uid, string? sopClass)
    {
        await using RunningServer server = await DimseServer.StartAsync();
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());

        Command answer = await scu.StoreAsync(DicomBuilder.Instance("P").ToDataSet(), uid, 3, sopClass);

        Assert.Equal((DimseStatus.CannotUnderstand, "The command has no SOP Class UID or no SOP Instance UID"), (answer.Status!.Value, answer.ErrorComment));
    }

    [Fact]
    public async Task Request_without_a_data_set_and_UID_that_is_too_long_are_C000()
    {
        await using RunningServer server = await DimseServer.StartAsync();
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());
        var command = new Command(CommandField.CStoreRequest) { AffectedSopClassUid = DicomBuilder.SopClass, AffectedSopInstanceUid = "1.2.3" };

        Assert.Equal("There is no data set", (await scu.RequestAsync(3, command, null)).Command.ErrorComment);
        Assert.Equal("The command's SOP Instance UID is too long", (await scu.StoreAsync(new byte[20], new string('1', 1000))).ErrorComment);
    }

    [Theory]
    [InlineData("false", DimseStatus.NotAuthorized, "No outside studies")]
    [InlineData("true", DimseStatus.Success, null)]
    public async Task Instance_that_a_filter_refuses_is_0124_with_the_reason_and_0000_as_Orthanc_does(string quirks, DimseStatus expected, string? comment)
    {
        await using RunningServer server = await DimseServer.StartAsync($"Http:OrthancQuirks={quirks}");
        server.Archive.Hooks.Add(new Filter(_ => "No outside studies"));

        await IsRefusedAsync(server, DicomBuilder.Instance("P").ToDataSet(), expected, comment);
    }

    [Fact]
    public async Task Operation_in_a_context_of_another_service_is_0211()
    {
        await using RunningServer server = await DimseServer.StartAsync();
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());

        Assert.Equal(DimseStatus.UnrecognizedOperation, (await scu.EchoAsync(context: 3)).Status);
        Assert.Equal(DimseStatus.UnrecognizedOperation, (await scu.StoreAsync(DicomBuilder.Instance("P").ToDataSet(), Uid, context: 1)).Status);
        var find = new Command(CommandField.CFindRequest) { AffectedSopClassUid = DicomBuilder.SopClass };
        Assert.Equal(DimseStatus.UnrecognizedOperation, (await scu.RequestAsync(3, find, OutgoingDataSet.Of(new byte[8]))).Command.Status);
    }

    [Fact]
    public async Task Sender_that_breaks_off_leaves_nothing()
    {
        using var log = new LogLines();
        await using RunningServer server = await DimseServer.StartAsync(log);
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());
        byte[] dataSet = DicomBuilder.Instance("P").Pixels(new byte[1 << 20]).ToDataSet();
        var command = new Command(CommandField.CStoreRequest) { AffectedSopClassUid = DicomBuilder.SopClass, AffectedSopInstanceUid = Uid };
        var half = new OutgoingDataSet(new HalfStream(dataSet), dataSet.Length);

        Task<DimseResponse> request = scu.RequestAsync(3, command, half);
        await Eventually.HoldsAsync("the instance is on its way", () => server.Drafts().Length == 1);
        scu.Association.Abort(AssociationAbort.ByUser, "the test breaks off");

        await Assert.ThrowsAnyAsync<IOException>(() => request);
        await Eventually.HoldsAsync("the draft is gone", () => server.Drafts().Length == 0);
        await Eventually.HoldsAsync("the end is told", () => log.Of(2052).Length == 1);
        Assert.Contains("AbortedByPeer", log.Of(2052)[0], StringComparison.Ordinal);
        Assert.Empty(log.Of(2046));
        Assert.Empty(log.Of(2054));
        Assert.Empty((await server.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.Empty(server.Blobs());
    }

    private static async Task IsRefusedAsync(
        RunningServer server, byte[] dataSet, DimseStatus status, string? comment, int stored = 0, string? uid = null, string sopClass = DicomBuilder.SopClass)
    {
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());

        Command answer = await scu.StoreAsync(dataSet, uid ?? Uid, 3, sopClass);

        Assert.Equal((status, comment), (answer.Status!.Value, answer.ErrorComment));
        Assert.Equal((CommandField.CStoreResponse, sopClass, uid ?? Uid), (answer.Field, answer.AffectedSopClassUid, answer.AffectedSopInstanceUid));
        Assert.Equal(DimseStatus.Success, (await scu.EchoAsync()).Status);
        Assert.Equal(EndKind.Released, (await scu.ReleaseAsync()).Kind);
        Assert.Equal(stored, (await server.Client.GetAsync("/statistics")).Json.GetProperty("CountInstances").GetInt32());
        Assert.Empty(Directory.Exists(Path.Combine(server.Storage, "drafts")) ? server.Drafts() : []);
    }

    private sealed class Filter(Func<IncomingInstance, string?> refuse) : IAcceptFilter
    {
        public ValueTask<string?> RefuseAsync(IncomingInstance instance, CancellationToken cancellationToken) => new(refuse(instance));
    }
}
