using System.Collections.Concurrent;
using System.Security.Cryptography;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>A kill at any moment loses nothing acknowledged and leaves no litter (design).</summary>
public class KillTests
{
    private const int Rounds = 4;
    private const int Senders = 4;

    [Fact]
    public async Task Kills_during_uploads_lose_nothing_acknowledged_and_leave_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentDictionary<string, byte[]>();
        for (int round = 0; round < Rounds; round++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path);
            int target = acknowledged.Count + 10 + (round * 7);
            Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendUntilCutAsync(server.Client, round, sender, acknowledged)))];
            await Eventually.HoldsAsync("uploads are acknowledged", () => acknowledged.Count >= target);
            await server.KillAsync();
            await Task.WhenAll(senders);
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "storage", "drafts")));
        foreach ((string path, byte[] sha256) in acknowledged) Assert.Equal(sha256, SHA256.HashData((await last.Client.GetAsync($"{path}/file")).IsOk().Body));
        await Eventually.HoldsAsync("every file is named by a row", async () => Files(folder).SetEquals(await NamedAsync(last.Client)));
        Assert.Equal(0, await last.StopAsync());
        await AssertIndexAgreesAsync(folder);
    }

    private static async Task SendUntilCutAsync(RestClient client, int round, int sender, ConcurrentDictionary<string, byte[]> acknowledged)
    {
        for (int i = 0; ; i++)
        {
            byte[] pixels = new byte[1000 + (sender * 50_000)];
            new Random((round * 10_000) + (sender * 1000) + i).NextBytes(pixels);
            byte[] file = DicomBuilder.Instance($"P{round}-{sender}", 1, 1, i + 1).Pixels(pixels).ToArray();
            try
            {
                Reply reply = (await client.PostAsync("/instances", file)).IsOk();
                acknowledged[reply.Field("Path")] = SHA256.HashData(file);
            }
            catch (HttpRequestException)
            {
                // The kill has come: this one was not acknowledged.
                return;
            }
        }
    }

    private static HashSet<string> Files(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Combine("storage"), "????????-*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file))];

    private static async Task<HashSet<string>> NamedAsync(RestClient client)
    {
        Reply all = (await client.GetAsync("/instances?response-content=Attachments")).IsOk();
        return [.. all.Json.EnumerateArray().SelectMany(each => each.GetProperty("Attachments").EnumerateArray()).Select(each => each.GetProperty("Uuid").GetString()!)];
    }

    // Beside REST, the index's own counters, and its word that the last stop was a clean one.
    private static async Task AssertIndexAgreesAsync(TemporaryFolder folder)
    {
        await using SqliteIndex index = await SqliteIndex.OpenAsync(
            new SqliteIndexOptions { Path = folder.Combine("index.db") }, _ => true, TimeProvider.System, CancellationToken.None);
        IndexStatistics statistics = await index.StatisticsAsync(CancellationToken.None);
        long size = Directory.EnumerateFiles(folder.Combine("storage"), "????????-*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.Equal(size, statistics.CompressedSize);
        Assert.Equal("1", await index.PropertyAsync("CleanStop", CancellationToken.None));
    }
}
