using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Quota;

/// <summary>Many clients against a small quota: it is never exceeded, and what was acknowledged is there or has a tombstone.</summary>
public class QuotaStormTests
{
    private const int Clients = 8;
    private const long MaximumSize = 1_500_000;
    private const int MaximumPatients = 10;

    [Fact]
    public async Task Parallel_uploads_never_exceed_the_quota_and_lose_nothing_without_a_tombstone()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            $"Storage:MaximumSize={MaximumSize}", $"Storage:MaximumPatients={MaximumPatients}", "Storage:Durability=Os", "Database:Sqlite:Synchronous=Off");
        List<Stored> guarded = [];
        for (int i = 1; i <= 3; i++) guarded.Add(await server.StoreAsync(DicomBuilder.Instance("Guarded", 1, 1, i).Pixels(Bytes(i, 20_000))));
        (await server.Client.PutAsync($"/patients/{guarded[0].Patient}/protected", "1")).IsOk();
        var acknowledged = new ConcurrentBag<string>(guarded.Select(each => each.Id));

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => SendAsync(server, client, acknowledged))));

        Assert.True(acknowledged.Count > 100, $"{acknowledged.Count} stored");
        await AssertAccountedForAsync(server.Client, acknowledged);
        foreach (Stored each in guarded) Assert.Equal(each.File, (await server.Client.GetAsync($"{each.Path}/file")).IsOk().Body);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Parallel_uploads_to_a_rejecting_archive_fill_it_and_are_all_answered()
    {
        await using RunningServer server = await RunningServer.StartAsync($"Storage:MaximumSize={MaximumSize}", "Storage:MaximumMode=Reject");
        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() =>
            server.Client.PostAsync("/instances", DicomBuilder.Instance($"P{i}").Pixels(Bytes(i, 100_000)).ToArray()))));

        int stored = replies.Count(reply => reply.Status == HttpStatusCode.OK);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.IsError(HttpStatusCode.InsufficientStorage, 19));
        IndexStatistics statistics = await server.Archive.Index.StatisticsAsync(default);
        long each = statistics.CompressedSize / stored;
        Assert.Equal((MaximumSize / each, stored), (stored, (int)statistics.Instances));
        Assert.Equal(2 * stored, server.Blobs().Length);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Kills_during_recycling_leave_the_quota_kept_and_every_instance_accounted_for()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentBag<string>();
        string[] settings = [$"Storage:MaximumSize={MaximumSize}", $"Storage:MaximumPatients={MaximumPatients}"];
        for (int round = 0; round < 3; round++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path, settings);
            int target = acknowledged.Count + 60;
            Task[] senders = [.. Enumerable.Range(0, 4).Select(client => Task.Run(() => SendUntilCutAsync(server.Client, (round * 10) + client, acknowledged)))];
            await Eventually.HoldsAsync("uploads are acknowledged", () => acknowledged.Count >= target);
            await server.KillAsync();
            await Task.WhenAll(senders);
            await AssertWithinAsync(folder);
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path, settings);
        await AssertAccountedForAsync(last.Client, acknowledged);
        foreach (string id in (await last.Client.GetAsync("/instances")).IsOk().Strings) (await last.Client.GetAsync($"/instances/{id}/file")).IsOk();
        Assert.Equal(0, await last.StopAsync());
    }

    // Looked at after each answer by each client, while the others write.
    private static async Task AssertWithinAsync(IIndex index)
    {
        IndexStatistics statistics = await index.StatisticsAsync(CancellationToken.None);
        Assert.InRange(statistics.CompressedSize, 1, MaximumSize);
        Assert.InRange(statistics.Patients, 1, MaximumPatients);
    }

    private static async Task SendAsync(RunningServer server, int number, ConcurrentBag<string> acknowledged)
    {
        RestClient client = server.Client;
        var random = new Random(number);
        for (int i = 0; i < 30; i++)
        {
            // Now and then an attachment, which needs room, too; the instance may be recycled meanwhile.
            byte[] file = File(random, number, i);
            Reply reply = (await client.PostAsync("/instances", file)).IsOk();
            if (reply.Field("Status") == "Success") acknowledged.Add(reply.Field("ID"));
            await AssertWithinAsync(server.Archive.Index);
            if (i % 5 != 0) continue;
            Reply put = await client.PutAsync($"{reply.Field("Path")}/attachments/1024", Bytes(i, 30_000));
            Assert.True(put.Status is HttpStatusCode.OK or HttpStatusCode.NotFound, put.Text);
            await AssertWithinAsync(server.Archive.Index);
        }
    }

    private static async Task SendUntilCutAsync(RestClient client, int number, ConcurrentBag<string> acknowledged)
    {
        var random = new Random(number);
        for (int i = 0; ; i++)
        {
            try
            {
                acknowledged.Add((await client.PostAsync("/instances", File(random, number, i))).IsOk().Field("ID"));
            }
            catch (HttpRequestException)
            {
                // The kill has come: this one was not acknowledged.
                return;
            }
        }
    }

    // Patients are shared between clients, and far more than may be there.
    private static byte[] File(Random random, int number, int i) =>
        DicomBuilder.Instance($"P{random.Next(25)}", 1, number + 1, i + 1).Pixels(Bytes((number * 1000) + i, 10_000 + random.Next(60_000))).ToArray();

    private static byte[] Bytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task AssertAccountedForAsync(RestClient client, IEnumerable<string> acknowledged)
    {
        HashSet<string> there = [.. (await client.GetAsync("/instances")).IsOk().Strings];
        JsonElement changes = (await client.GetAsync("/changes?tombstones=true&limit=10000")).IsOk().Json.GetProperty("Changes");
        HashSet<string> deleted = [.. changes.EnumerateArray()
            .Where(change => change.GetProperty("ChangeType").GetString() == "Deleted").Select(change => change.GetProperty("ID").GetString()!)];
        Assert.NotEmpty(deleted);
        Assert.DoesNotContain(acknowledged, id => !there.Contains(id) && !deleted.Contains(id));
    }

    private static async Task AssertWithinAsync(TemporaryFolder folder)
    {
        await using SqliteIndex index = await SqliteIndex.OpenAsync(
            new SqliteIndexOptions { Path = folder.Combine("index.db") }, _ => true, TimeProvider.System, CancellationToken.None);
        await AssertWithinAsync(index);
    }
}
