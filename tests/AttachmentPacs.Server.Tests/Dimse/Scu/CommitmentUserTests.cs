using System.Net;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.Dimse.Scu;

public sealed class CommitmentUserTests
{
    [Fact]
    public async Task Archive_that_keeps_what_was_sent_reports_success()
    {
        await using RunningServer keeper = await KeeperAsync();
        await using RunningServer server = await RunningServer.StartAsync("Dicom:AeTitle=SENDER");
        (await keeper.Client.PutAsync("/modalities/sender", """["SENDER", "127.0.0.1", 1]""")).IsOk();
        await server.KnowAsync("keeper", keeper.Services.GetRequiredService<DimseListenerService>().EndPoint!.Port);
        Stored stored = await server.StoreAsync(server.NewInstance());

        Reply sent = (await server.Client.PostAsync("/modalities/keeper/store", $$"""{"Resources": ["{{stored.Study}}"], "StorageCommitment": true}""")).IsOk();

        await OutcomeAsync(server, sent.Field("StorageCommitmentTransactionUID"), "Success");
        Assert.Single((await keeper.Client.GetAsync("/instances")).Strings);
    }

    [Fact]
    public async Task Archive_that_does_not_keep_an_instance_reports_failure()
    {
        await using RunningServer keeper = await KeeperAsync();
        await using RunningServer server = await RunningServer.StartAsync("Dicom:AeTitle=SENDER");
        (await keeper.Client.PutAsync("/modalities/sender", """["SENDER", "127.0.0.1", 1]""")).IsOk();
        await server.KnowAsync("keeper", keeper.Services.GetRequiredService<DimseListenerService>().EndPoint!.Port);
        Reply asked = (await server.Client.PostAsync(
            "/modalities/keeper/storage-commitment", """{"DicomInstances": [{"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7", "SOPInstanceUID": "1.2.3"}]}""")).IsOk();
        Assert.Equal($"/storage-commitment/{asked.Field("ID")}", asked.Field("Path"));
        await OutcomeAsync(server, asked.Field("ID"), "Failure");
    }

    [Fact]
    public async Task Refused_request_is_an_error_and_is_not_waited_for()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Answering(_ => DimseStatus.ResourceLimitation, "not now");
        await server.KnowAsync("peer", peer.Port);
        Stored stored = await server.StoreAsync(server.NewInstance());
        Reply reply = (await server.Client.PostAsync("/modalities/peer/storage-commitment", $$"""{"Resources": ["{{stored.Id}}"]}""")).IsError(HttpStatusCode.InternalServerError, 9);
        Assert.Contains("0213 (ResourceLimitation): not now", reply.Field("Details"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"DicomInstances": [{"SOPClassUID": "1.2"}]}""", 400)]
    [InlineData("""{"DicomInstances": "1.2"}""", 400)]
    [InlineData("""{"Resources": ["00000000-00000000-00000000-00000000-00000000"]}""", 404)]
    public async Task Request_about_nothing_is_refused(string body, int status)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.KnowAsync("peer", 4242);
        (await server.Client.PostAsync("/modalities/peer/storage-commitment", body)).Is((HttpStatusCode)status);
    }

    private static Task<RunningServer> KeeperAsync() => RunningServer.StartAsync("Dicom:Enabled=true", "Dicom:Port=0", "Dicom:AeTitle=PEER");

    private static Task OutcomeAsync(RunningServer server, string transaction, string expected) => Eventually.HoldsAsync(
        $"the commitment is {expected}", async () => (await server.Client.GetAsync($"/storage-commitment/{transaction}")).IsOk().Field("Status") == expected);
}
