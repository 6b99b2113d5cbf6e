using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

public class ConcurrencyTests
{
    [Fact]
    public async Task Parallel_uploads_of_one_instance_give_one_Success()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = DicomBuilder.Instance("P1").Pixels(new byte[300_000]).ToArray();

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => server.Client.PostAsync("/instances", file))));

        Assert.Equal(["Success", .. Enumerable.Repeat("AlreadyStored", 15)], replies.Select(reply => reply.IsOk().Field("Status")).OrderDescending());
        Assert.Single(replies.Select(reply => reply.Field("ID")).Distinct());
        Assert.Equal(4, (await server.Client.GetAsync("/changes")).Json.GetProperty("Changes").GetArrayLength());
        Assert.Equal(file, (await server.Client.GetAsync($"{replies[0].Field("Path")}/file")).Body);
        Assert.Equal(2, server.Blobs().Length);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Parallel_uploads_of_different_instances_are_counted_exactly()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[][] files = [.. Enumerable.Range(0, 60).Select(i => DicomBuilder.Instance($"P{i % 7}", i % 3, i % 2, i).ToArray())];

        Stored[] stored = await Task.WhenAll(files.Select(file => Task.Run(() => server.Client.StoreAsync(file))));

        Reply statistics = (await server.Client.GetAsync("/statistics")).IsOk();
        int Count(string name) => statistics.Json.GetProperty(name).GetInt32();
        Assert.Equal(
            (stored.DistinctBy(each => each.Patient).Count(), stored.DistinctBy(each => each.Study).Count(), stored.DistinctBy(each => each.Series).Count(), 60),
            (Count("CountPatients"), Count("CountStudies"), Count("CountSeries"), Count("CountInstances")));
        foreach (Stored each in stored) Assert.Equal(each.File, (await server.Client.GetAsync($"{each.Path}/file")).IsOk().Body);
        long[] sequences = [.. (await server.Client.GetAsync("/changes?limit=10000")).Json.GetProperty("Changes").EnumerateArray().Select(change => change.GetProperty("Seq").GetInt64())];
        Assert.Equal(sequences.Distinct().Order(), sequences);
    }

    [Fact]
    public async Task Parallel_writes_of_one_attachment_are_all_counted_and_one_If_Match_wins()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string path = (await server.StoreAsync(DicomBuilder.Instance("P1"))).Attachment("1024");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => (await server.Client.PutAsync(path, $"v{i}")).IsOk())));
        string tag = (await server.Client.GetAsync($"{path}/data")).ETag!;
        Assert.StartsWith("\"7-", tag, StringComparison.Ordinal);
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => server.Client.PutAsync(path, [(byte)i], ("If-Match", tag)))));

        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.Conflict, 7)], replies.Select(reply => reply.Status).Order());
    }

    [Fact]
    public async Task Uploads_beside_deletes_and_collections_of_the_same_instance_lose_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:CollectAfter=00:00:00");
        byte[] file = DicomBuilder.Instance("P1").ToArray();
        string path = $"/patients/{PublicId.Of("P1")}";

        await Task.WhenAll(
            Task.Run(() => RepeatAsync(async () => (await server.Client.PostAsync("/instances", file)).IsOk())),
            Task.Run(() => RepeatAsync(async () => (await server.Client.PostAsync("/instances", file)).IsOk())),
            Task.Run(() => RepeatAsync(() => server.Client.DeleteAsync(path))),
            Task.Run(() => RepeatAsync(() => server.Archive.Collector.CollectAsync(CancellationToken.None))));

        Reply last = (await server.Client.PostAsync("/instances", file)).IsOk();
        Assert.Equal(file, (await server.Client.GetAsync($"{last.Field("Path")}/file")).IsOk().Body);
        (await server.Client.PostAsync($"{last.Field("Path")}/attachments/dicom/verify-md5")).IsOk();
    }

    private static async Task RepeatAsync(Func<Task> work)
    {
        for (int i = 0; i < 25; i++) await work();
    }
}
