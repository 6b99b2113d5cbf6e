using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Webhooks;

/// <summary>What tests of webhooks ask of a server.</summary>
internal static class WebhookServer
{
    /// <summary>24 bytes in base64.</summary>
    public const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u";

    /// <summary>How a webhook fares.</summary>
    public static async Task<JsonElement> StatusAsync(this RestClient client, string name) =>
        (await client.GetAsync("/webhooks")).IsOk().Json.EnumerateArray().Single(each => each.GetProperty("Name").GetString() == name);

    public static Task<JsonElement> StatusAsync(this RunningServer server, string name) => server.Client.StatusAsync(name);

    /// <summary>Waits until a webhook is done with all changes.</summary>
    public static Task CatchesUpAsync(this RestClient client, string name) => Eventually.HoldsAsync($"{name} catches up", async () =>
    {
        JsonElement status = await client.StatusAsync(name);
        return status.GetProperty("Position").GetInt64() >= 0 && status.GetProperty("Lag").GetInt64() == 0;
    });

    public static Task CatchesUpAsync(this RunningServer server, string name) => server.Client.CatchesUpAsync(name);

    /// <summary>Waits until a webhook has begun, with the changes that come from now on.</summary>
    public static Task BeginsAsync(this RestClient client, string name) =>
        Eventually.HoldsAsync($"{name} begins", async () => (await client.StatusAsync(name)).GetProperty("Position").GetInt64() >= 0);

    /// <summary>Lets the time of a clock pass until something holds; returns how much has passed.</summary>
    public static async Task<TimeSpan> PassUntilAsync(this ManualTimers time, string what, Func<bool> condition)
    {
        var passed = TimeSpan.Zero;
        await Eventually.HoldsAsync(what, () =>
        {
            if (condition()) return true;
            time.Advance(TimeSpan.FromSeconds(1));
            passed += TimeSpan.FromSeconds(1);
            return false;
        });
        return passed;
    }

    /// <summary>Sequences of the whole change log, deletions and what was deleted among them.</summary>
    public static async Task<long[]> SequencesAsync(this RestClient client) =>
        [.. (await client.GetAsync("/changes?limit=10000&tombstones=true")).IsOk().Json.GetProperty("Changes").EnumerateArray().Select(change => change.GetProperty("Seq").GetInt64())];
}
