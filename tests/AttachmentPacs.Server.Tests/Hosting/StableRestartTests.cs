using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>Stable changes that are still to come survive a stop and a kill (contract 1.21, Q17), and none comes twice.</summary>
public class StableRestartTests
{
    private const string Never = "Stable:Age=23:00:00";
    private const string Soon = "Stable:Age=00:00:00.050";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changes_to_come_are_logged_after_a_restart_and_no_more_after_the_next(bool kill)
    {
        using var folder = new TemporaryFolder();
        Stored stored;
        await using (ChildServer first = await ChildServer.StartAsync(folder.Path, Never))
        {
            stored = await first.Client.StoreAsync(DicomBuilder.Instance("P", 1, 1, 1).ToArray());
            Assert.Empty(await StableChanges.OfAsync(first.Client));
            await EndAsync(first, kill);
        }

        string[] expected = [$"StableSeries {stored.Levels[2]}", $"StableStudy {stored.Levels[1]}", $"StablePatient {stored.Levels[0]}"];
        await using (ChildServer second = await ChildServer.StartAsync(folder.Path, Soon))
        {
            await Eventually.HoldsAsync("all are stable", async () => (await StableChanges.OfAsync(second.Client)).Length == 3);
            Assert.Equal(expected, await StableChanges.OfAsync(second.Client));
            await EndAsync(second, kill);
        }

        await using ChildServer third = await ChildServer.StartAsync(folder.Path, Soon);
        Stored other = await third.Client.StoreAsync(DicomBuilder.Instance("Q", 1, 1, 1).ToArray());
        await Eventually.HoldsAsync("the newcomer is stable", async () => (await StableChanges.OfAsync(third.Client)).Contains($"StablePatient {other.Levels[0]}"));
        string[] all = await StableChanges.OfAsync(third.Client);
        Assert.Equal([.. expected, $"StableSeries {other.Levels[2]}", $"StableStudy {other.Levels[1]}", $"StablePatient {other.Levels[0]}"], all);
    }

    [Fact]
    public async Task Kills_while_resources_come_and_settle_lose_and_double_no_change()
    {
        using var folder = new TemporaryFolder();
        int sent = 0;
        for (int round = 0; round < 4; round++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path, "Stable:Age=00:00:00.010");
            int start = sent;
            Task sending = Task.Run(() => SendUntilCutAsync(server.Client, () => Interlocked.Increment(ref sent)));
            await Eventually.HoldsAsync("instances come and settle", async () =>
                Volatile.Read(ref sent) >= start + 15 && (await StableChanges.OfAsync(server.Client)).Length > 3);
            await server.KillAsync();
            await sending;
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path, Soon);
        JsonElement[] resources = [.. await AllAsync(last.Client)];
        await Eventually.HoldsAsync("all are stable", async () => (await AllAsync(last.Client)).All(each => each.GetProperty("IsStable").GetBoolean()));
        string[] stable = await StableChanges.OfAsync(last.Client);
        Assert.Equal(stable.Distinct(), stable);
        Assert.Equal(resources.Length, stable.Length);
        await AssertAfterItsInstancesAsync(last.Client);
    }

    // Seven patients, so that what has become stable comes to be unstable again.
    private static async Task SendUntilCutAsync(RestClient client, Func<int> next)
    {
        while (true)
        {
            int i = next();
            try
            {
                (await client.PostAsync("/instances", DicomBuilder.Instance($"P{i % 7}", 1, 1 + (i % 2), i).ToArray())).IsOk();
            }
            catch (HttpRequestException)
            {
                // The kill has come.
                return;
            }
        }
    }

    private static async Task<IEnumerable<JsonElement>> AllAsync(RestClient client)
    {
        List<JsonElement> all = [];
        foreach (string level in (string[])["patients", "studies", "series"]) all.AddRange((await client.GetAsync($"/{level}?expand")).IsOk().Json.EnumerateArray());
        return all;
    }

    private static async Task AssertAfterItsInstancesAsync(RestClient client)
    {
        JsonElement[] changes = [.. (await client.GetAsync("/changes?limit=10000")).IsOk().Json.GetProperty("Changes").EnumerateArray()];
        Dictionary<string, long> stored = changes.Where(change => change.GetProperty("ChangeType").GetString() == "NewInstance").ToDictionary(Id, Sequence);
        foreach (JsonElement series in (await client.GetAsync("/series?expand")).IsOk().Json.EnumerateArray())
        {
            long settled = Sequence(changes.Single(change => change.GetProperty("ChangeType").GetString() == "StableSeries" && Id(change) == Id(series)));
            Assert.All(series.GetProperty("Instances").EnumerateArray(), instance => Assert.True(stored[instance.GetString()!] < settled));
        }
    }

    private static string Id(JsonElement json) => json.GetProperty("ID").GetString()!;

    private static long Sequence(JsonElement change) => change.GetProperty("Seq").GetInt64();

    private static async Task EndAsync(ChildServer server, bool kill)
    {
        if (kill) await server.KillAsync();
        else Assert.Equal(0, await server.StopAsync());
    }
}
