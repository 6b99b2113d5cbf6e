using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Dimse.Scu;

public sealed class StoreTests
{
    private const int NetworkProtocol = 9;

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    [InlineData("[\"{0}\"]")]
    [InlineData("{{\"Resources\": [\"{0}\"], \"Synchronous\": true}}")]
    public async Task Instance_arrives_byte_for_byte_whatever_the_form_of_the_request(string form)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        DicomBuilder instance = server.NewInstance();
        Stored stored = await server.StoreAsync(instance);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", string.Format(null, form, stored.Id))).IsOk();
        Assert.Equal(["Description", "FailedInstancesCount", "InstancesCount", "LocalAet", "ParentResources", "RemoteAet"], reply.Keys);
        Assert.Equal((0, 1), (reply.Json.GetProperty("FailedInstancesCount").GetInt32(), reply.Json.GetProperty("InstancesCount").GetInt32()));
        Assert.Equal(("REST API", "ATTACHMENTPACS", "PEER"), (reply.Field("Description"), reply.Field("LocalAet"), reply.Field("RemoteAet")));
        Received received = Assert.Single(peer.Instances);
        Assert.Equal(instance.ToDataSet(), received.DataSet);
        Assert.Equal((DicomBuilder.SopClass, DicomBuilder.ExplicitLittleEndian), (received.SopClassUid, received.TransferSyntax));
    }

    [Fact]
    public async Task Patient_is_sent_in_the_order_of_the_index_in_series_over_one_association()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        string patient = server.NewPatient();
        Stored last = await server.StoreAsync(DicomBuilder.Instance(patient, 1, 1, 10));
        foreach (int number in (int[])[9, 2, 1, 3]) await server.StoreAsync(DicomBuilder.Instance(patient, 1, 1, number));
        await server.StoreAsync(DicomBuilder.Instance(patient, 2, 1, 1));
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", $"[\"{last.Patient}\", \"{last.Id}\"]")).IsOk();
        Assert.Equal(6, reply.Json.GetProperty("InstancesCount").GetInt32());
        string[] ofSeries = [.. peer.Instances.Select(each => each.SopInstanceUid).Where(uid => uid.StartsWith(DicomBuilder.Uid(1, 1) + ".", StringComparison.Ordinal))];
        Assert.Equal([.. new[] { 1, 2, 3, 9, 10 }.Select(number => DicomBuilder.Uid(1, 1, number))], ofSeries);
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task Overrides_of_the_request_are_used()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", 1);
        Stored stored = await server.StoreAsync(server.NewInstance());
        string body = $$"""
            {"Resources": ["{{stored.Id}}"], "LocalAet": "WE", "CalledAet": "YOU", "Host": "127.0.0.1", "Port": {{peer.Port}}, "MoveOriginatorAet": "MOVER", "MoveOriginatorID": 17,
             "Timeout": 10, "Priority": 1, "UserData": "x"}
            """;
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", body)).IsOk();
        Assert.Equal(("WE", "YOU"), (reply.Field("LocalAet"), reply.Field("RemoteAet")));
        Assert.Equal(("WE", "YOU"), (peer.Requests.Single().CallingAeTitle, peer.Requests.Single().CalledAeTitle));
        Assert.Equal(("MOVER", (ushort)17), (peer.Instances.Single().Command.MoveOriginatorAeTitle, peer.Instances.Single().Command.MoveOriginatorMessageId!.Value));
    }

    [Fact]
    public async Task Refusal_is_told_with_status_and_comment_and_ends_the_sending()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Answering(number => number == 2 ? DimseStatus.OutOfResources : DimseStatus.Success, "disk is full");
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, 3);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", stored.Series)).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Contains("with the status A700 (OutOfResources): disk is full", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Single(peer.Instances);
    }

    [Fact]
    public async Task Permissive_sending_goes_on_and_counts()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Answering(number => number == 2 ? DimseStatus.CannotUnderstand : DimseStatus.Success, "what is this");
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, 3);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", Permissive(stored.Series))).IsOk();
        Assert.Equal((1, 3), (reply.Json.GetProperty("FailedInstancesCount").GetInt32(), reply.Json.GetProperty("InstancesCount").GetInt32()));
        Assert.Equal(0xC000, reply.Json.GetProperty("Failures")[0].GetProperty("DimseErrorStatus").GetInt32());
        Assert.Equal(2, peer.Instances.Count);
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task Peer_that_takes_nothing_does_not_bury_the_log()
    {
        using var lines = new LogLines();
        await using RunningServer server = await RunningServer.StartAsync(lines, "Logging:LogLevel:Default=Warning");
        await using var peer = ScriptedPeer.Answering(_ => DimseStatus.CannotUnderstand);
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, InstanceSender.MostLines + 3);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", Permissive(stored.Series))).IsOk();
        Assert.Equal(InstanceSender.MostLines + 3, reply.Json.GetProperty("FailedInstancesCount").GetInt32());
        Assert.Equal(InstanceSender.MostLines, lines.Of(2061).Length);
    }

    [Fact]
    public async Task Warning_counts_as_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Answering(_ => (DimseStatus)0xB000);
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await server.StoreAsync(server.NewInstance());
        Assert.Equal(0, (await server.Client.PostAsync("/modalities/peer/store", stored.Id)).IsOk().Json.GetProperty("FailedInstancesCount").GetInt32());
    }

    [Fact]
    public async Task Peer_that_aborts_in_the_middle_is_an_error()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Doing((number, association, _) => AbortAsync(number == 2, association));
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, 3);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", stored.Series)).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Contains("aborted by the user", reply.Field("Details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissive_sending_goes_on_over_a_new_association_after_an_abort()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Doing((number, association, _) => AbortAsync(number == 2, association));
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, 4);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", Permissive(stored.Series))).IsOk();
        Assert.Equal((1, 4), (reply.Json.GetProperty("FailedInstancesCount").GetInt32(), reply.Json.GetProperty("InstancesCount").GetInt32()));
        Assert.Equal((3, 2), (peer.Instances.Count, peer.Requests.Count));
    }

    [Fact]
    public async Task Permissive_sending_to_a_peer_that_always_aborts_ends()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Doing((_, association, _) => AbortAsync(true, association));
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, 8);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", Permissive(stored.Series))).IsOk();
        Assert.Equal((8, 8), (reply.Json.GetProperty("FailedInstancesCount").GetInt32(), reply.Json.GetProperty("InstancesCount").GetInt32()));
        Assert.Equal(3, peer.Requests.Count);
    }

    [Fact]
    public async Task Permissive_sending_to_nobody_counts_all_as_failed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Rejecting(AssociateReject.LocalLimitExceeded);
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await StoreSeriesAsync(server, 3);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", Permissive(stored.Series))).IsOk();
        Assert.Equal(3, reply.Json.GetProperty("FailedInstancesCount").GetInt32());
        Assert.Contains("rejected for now: local limit exceeded", reply.Json.GetProperty("Failures")[0].GetProperty("Details").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_file_is_never_acknowledged_as_sent()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await server.StoreAsync(server.NewInstance().Pixels(new byte[3 << 20]));
        string file = await server.FileOfAsync(stored.Attachment("dicom"));
        await using (FileStream damaged = File.OpenWrite(file))
        {
            damaged.Position = damaged.Length - 100;
            damaged.WriteByte(1);
        }

        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", stored.Id)).IsError(HttpStatusCode.InternalServerError, 20);
        Assert.Contains("damaged", reply.Field("Details"), StringComparison.Ordinal);
        await Eventually.HoldsAsync("the association has ended", () => !peer.Ends.IsEmpty);
        Assert.Equal(EndKind.AbortedByPeer, peer.Ends.Single().Kind);
        Assert.Empty(peer.Instances);
        Assert.Equal(1, (await server.Client.PostAsync("/modalities/peer/store", Permissive(stored.Id))).IsOk().Json.GetProperty("FailedInstancesCount").GetInt32());
    }

    [Fact]
    public async Task Client_that_goes_away_aborts_the_association()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var reached = new TaskCompletionSource();
        await using var peer = ScriptedPeer.Doing(async (_, _, ended) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, ended);
            return true;
        });
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await server.StoreAsync(server.NewInstance());
        using var http = new HttpClient();
        using var leaves = new CancellationTokenSource();
        using var body = new StringContent(stored.Id);
        Task<HttpResponseMessage> request = http.PostAsync(new Uri(server.Client.Uri, "/modalities/peer/store"), body, leaves.Token);
        await reached.Task;
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Eventually.HoldsAsync("the association has ended", () => !peer.Ends.IsEmpty);
        Assert.Equal(EndKind.AbortedByPeer, peer.Ends.Single().Kind);
    }

    [Fact]
    public async Task More_presentation_contexts_than_fit_go_over_several_associations()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        string patient = server.NewPatient();
        Stored? stored = null;
        for (int number = 1; number <= 65; number++)
        {
            stored = await server.StoreAsync(DicomBuilder.Instance(patient, 1, 1, number).Add(0x0008_0016, "UI", $"{DicomBuilder.SopClass}.{number}"));
        }

        Assert.Equal(65, (await server.Client.PostAsync("/modalities/peer/store", stored!.Series)).IsOk().Json.GetProperty("InstancesCount").GetInt32());
        Assert.Equal([128, 2], peer.Requests.Select(request => request.Contexts.Count));
        Assert.Equal(65, peer.Instances.Count);
    }

    [Theory]
    [InlineData("nope", 400)]
    [InlineData("", 400)]
    [InlineData("{}", 400)]
    [InlineData("[1]", 400)]
    [InlineData("""{"Resources": [], "Synchronous": false}""", 400)]
    [InlineData("""{"Resources": [], "Asynchronous": true}""", 400)]
    [InlineData("""["00000000-00000000-00000000-00000000-00000000"]""", 404)]
    public async Task Request_that_cannot_be_met_is_refused(string body, int status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.KnowAsync("peer", 4242);
        (await server.Client.PostAsync("/modalities/peer/store", body)).Is((HttpStatusCode)status);
    }

    [Fact]
    public async Task Nothing_to_send_is_sent_without_an_association()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.KnowAsync("peer", 4242);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store", "[]")).IsOk();
        Assert.Equal(["Description", "FailedInstancesCount", "InstancesCount", "LocalAet", "RemoteAet"], reply.Keys);
    }

    [Fact]
    public async Task Exports_are_logged_if_they_are_to_be()
    {
        await using RunningServer server = await RunningServer.StartAsync("Dicom:LogExports=true");
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await server.StoreAsync(server.NewInstance());
        (await server.Client.PostAsync("/modalities/peer/store", $"[\"{stored.Study}\", \"{stored.Id}\"]")).IsOk();
        Reply reply = (await server.Client.GetAsync("/exports")).IsOk();
        Assert.Equal(["peer", "peer"], reply.Json.GetProperty("Exports").EnumerateArray().Select(each => each.GetProperty("RemoteModality").GetString()!));
        Assert.Equal(DicomBuilder.Uid(1), reply.Json.GetProperty("Exports")[0].GetProperty("StudyInstanceUID").GetString());
        Assert.Equal(DicomBuilder.Uid(1, 1, 1), reply.Json.GetProperty("Exports")[1].GetProperty("SOPInstanceUID").GetString());
    }

    [Fact]
    public async Task File_is_sent_straight_and_not_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        DicomBuilder instance = server.NewInstance().Pixels(new byte[300_000]);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store-straight", instance.ToArray())).IsOk();
        Assert.Equal(["SOPClassUID", "SOPInstanceUID"], reply.Keys);
        Assert.Equal((DicomBuilder.SopClass, DicomBuilder.Uid(1, 1, 1)), (reply.Field("SOPClassUID"), reply.Field("SOPInstanceUID")));
        Assert.Equal(instance.ToDataSet(), peer.Instances.Single().DataSet);
        Assert.Empty((await server.Client.GetAsync("/instances")).Strings);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task What_is_no_DICOM_file_is_not_sent_straight()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        (await server.Client.PostAsync("/modalities/peer/store-straight", "xx")).IsError(HttpStatusCode.BadRequest, 15);
        (await server.Client.PostAsync("/modalities/peer/store-straight", server.NewInstance().Remove(0x0008_0016).ToArray())).IsError(HttpStatusCode.BadRequest, 15);
        Assert.Empty(peer.Requests);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Data_set_of_odd_length_is_refused_before_a_byte_leaves()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port);
        byte[] odd = [.. server.NewInstance().ToArray(), 0];
        Reply reply = (await server.Client.PostAsync("/modalities/peer/store-straight", odd)).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Contains("odd length", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Empty(peer.Instances);
    }

    private static string Permissive(string id) => $$"""{"Resources": ["{{id}}"], "Permissive": true}""";

    private static async Task<Stored> StoreSeriesAsync(RunningServer server, int count)
    {
        string patient = server.NewPatient();
        Stored stored = await server.StoreAsync(DicomBuilder.Instance(patient));
        for (int number = 2; number <= count; number++) await server.StoreAsync(DicomBuilder.Instance(patient, 1, 1, number));
        return stored;
    }

    private static Task<bool> AbortAsync(bool aborts, Association association)
    {
        if (aborts) association.Abort(AssociationAbort.ByUser, "the test says so");
        return Task.FromResult(aborts);
    }
}
