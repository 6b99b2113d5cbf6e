using System.Net;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Tests.OpenApi;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>What became of storage commitments of ours, over REST (contract 1.13).</summary>
public class StorageCommitmentTests
{
    private static readonly SopReference Reference = new(DicomBuilder.SopClass, DicomBuilder.Uid(1, 1, 1));

    [Fact]
    public async Task Commitment_is_shown_pending_then_with_its_outcome_and_what_is_safe_is_removed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        DescribedApi api = await DescribedApi.ReadAsync(server);
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P1"));
        CommitmentRequests requests = server.Services.GetRequiredService<CommitmentRequests>();
        string uid = await requests.CreateAsync("LONGTERM", "ARCHIVE", "longterm", [Reference], default);
        string path = $"/storage-commitment/{uid}";

        Reply pending = api.Check("GET", path, await server.Client.GetAsync(path)).IsOk();
        Assert.Equal(["Failures", "RemoteAET", "Status", "Success"], pending.Keys);
        Assert.Equal(("LONGTERM", "Pending", 0), (pending.Field("RemoteAET"), pending.Field("Status"), pending.Json.GetProperty("Success").GetArrayLength()));
        api.Check("POST", $"{path}/remove", await server.Client.PostAsync($"{path}/remove")).IsError(HttpStatusCode.Conflict, 6);
        (await server.Client.GetAsync(stored.Path)).IsOk();

        await requests.TakeAsync(new CommitmentReport(uid, "LONGTERM", "ARCHIVE", "", [Reference], []), default);

        Reply done = api.Check("GET", path, await server.Client.GetAsync(path)).IsOk();
        Assert.Equal("Success", done.Field("Status"));
        Assert.Equal(Reference.SopInstanceUid, Assert.Single(done.Json.GetProperty("Success").Each("SOPInstanceUID")));
        Assert.Equal("{}", api.Check("POST", $"{path}/remove", await server.Client.PostAsync($"{path}/remove")).IsOk().Text);
        (await server.Client.GetAsync(stored.Path)).Is(HttpStatusCode.NotFound);
        (await server.Client.PostAsync($"{path}/remove")).IsOk();
    }

    [Fact]
    public async Task Failures_are_shown_with_reason_and_description_and_nothing_is_removed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        DescribedApi api = await DescribedApi.ReadAsync(server);
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P1"));
        CommitmentRequests requests = server.Services.GetRequiredService<CommitmentRequests>();
        string uid = await requests.CreateAsync("LONGTERM", "ARCHIVE", "longterm", [Reference], default);
        string path = $"/storage-commitment/{uid}";
        await requests.TakeAsync(new CommitmentReport(uid, "LONGTERM", "ARCHIVE", "", [], [new(Reference, 0x0112)]), default);

        Reply reply = api.Check("GET", path, await server.Client.GetAsync(path)).IsOk();

        Assert.Equal("Failure", reply.Field("Status"));
        Assert.Equal(0x0112, reply.Json.GetProperty("Failures")[0].GetProperty("FailureReason").GetInt32());
        Assert.Equal("No such instance", reply.Json.GetProperty("Failures")[0].GetProperty("Description").GetString());
        (await server.Client.PostAsync($"{path}/remove")).IsError(HttpStatusCode.Conflict, 6);
        (await server.Client.GetAsync(stored.Path)).IsOk();
    }

    [Fact]
    public async Task Commitment_that_is_not_known_is_404()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        (await server.Client.GetAsync("/storage-commitment/1.2.3")).IsError(HttpStatusCode.NotFound, 7);
        (await server.Client.PostAsync("/storage-commitment/1.2.3/remove")).IsError(HttpStatusCode.NotFound, 7);
    }

    [Fact]
    public async Task Commitment_is_shown_after_a_kill()
    {
        using var folder = new TemporaryFolder();
        (ServerOptions options, _, IReadOnlyList<string> problems) = OptionsLoader.Load(RunningServer.Arguments(folder.Path));
        Assert.Empty(problems);
        string uid;
        await using (Archive archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance))
        {
            var requests = new CommitmentRequests(archive.Index, options.Dicom, TimeProvider.System, NullLogger<CommitmentRequests>.Instance);
            uid = await requests.CreateAsync("LONGTERM", "ARCHIVE", "longterm", [Reference], default);
            await requests.TakeAsync(new CommitmentReport(uid, "LONGTERM", "ARCHIVE", "", [Reference], []), default);
        }

        for (int start = 0; start < 2; start++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path);
            Assert.Equal("Success", (await server.Client.GetAsync($"/storage-commitment/{uid}")).IsOk().Field("Status"));
            await server.KillAsync();
        }
    }
}
