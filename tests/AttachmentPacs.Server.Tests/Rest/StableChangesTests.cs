using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>StableSeries, StableStudy and StablePatient (contract 1.5, 1.9), and IsStable.</summary>
public class StableChangesTests
{
    [Fact]
    public async Task Study_becomes_stable_from_below_and_again_after_it_was_sent_again()
    {
        await using RunningServer server = await RunningServer.StartAsync("Stable:Age=00:00:00.300");
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P", 1, 1, 1));
        string[] expected = [$"StableSeries {stored.Levels[2]}", $"StableStudy {stored.Levels[1]}", $"StablePatient {stored.Levels[0]}"];

        await Eventually.HoldsAsync("all are stable", async () => (await StableAsync(server)).Length == 3);
        Assert.Equal(expected, await StableAsync(server));
        long last = await LastAsync(server);

        await server.StoreAsync(DicomBuilder.Instance("P", 1, 1, 2));
        await Eventually.HoldsAsync("all are stable again", async () => await LastAsync(server) == last + 4);
        Assert.Equal(expected, await StableAsync(server));
        Assert.Equal(expected, await StableAsync(server, $"&since={last}"));
        Assert.Equal(expected.Concat(expected), await StableAsync(server, "&tombstones=true"));
    }

    [Fact]
    public async Task IsStable_is_true_only_when_the_change_is_in_the_log()
    {
        await using RunningServer server = await RunningServer.StartAsync("Stable:Age=00:00:00.100");
        Stored stored = await server.StoreAsync(server.NewInstance());
        for (int i = 0; i < 3; i++)
        {
            string path = stored.Levels[i];
            await Eventually.HoldsAsync($"{path} is stable", async () =>
            {
                bool isStable = (await server.Client.GetAsync(path)).IsOk().Json.GetProperty("IsStable").GetBoolean();
                if (isStable) Assert.Contains(await StableAsync(server), line => line.EndsWith(path, StringComparison.Ordinal));
                return isStable;
            });
        }
    }

    [Fact]
    public async Task Resource_is_not_stable_before_its_age_whatever_is_read_written_or_deleted()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P", 1, 1, 1));
        Stored other = await server.StoreAsync(DicomBuilder.Instance("P", 1, 1, 2));
        (await server.Client.PutAsync($"{stored.Levels[1]}/metadata/1024", "value")).IsOk();
        (await server.Client.DeleteAsync(other.Path)).IsOk();

        Assert.Equal([false, false, false], stored.Levels.Take(3).Select(path => server.Client.GetAsync(path).Result.IsOk().Json.GetProperty("IsStable").GetBoolean()));
        Assert.Empty(await StableAsync(server));
    }

    private static Task<string[]> StableAsync(RunningServer server, string more = "") => StableChanges.OfAsync(server.Client, more);

    private static async Task<long> LastAsync(RunningServer server) => (await server.Client.GetAsync("/changes?last")).IsOk().Json.GetProperty("Last").GetInt64();
}
