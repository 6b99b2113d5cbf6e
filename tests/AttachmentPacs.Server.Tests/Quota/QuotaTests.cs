using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Quota;

/// <summary><c>Storage:MaximumSize</c>, <c>MaximumPatients</c> and <c>MaximumMode</c> on the wire (contract 1.5, 1.10, 1.11).</summary>
public class QuotaTests
{
    private const int Pixels = 200_000;

    [Fact]
    public async Task System_shows_the_limits_in_the_words_of_the_dialect()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:MaximumSize=5242880", "Storage:MaximumPatients=7", "Storage:MaximumMode=reject");
        await using RunningServer other = await RunningServer.StartAsync();

        JsonElement system = (await server.Client.GetAsync("/system")).IsOk().Json;
        JsonElement without = (await other.Client.GetAsync("/system")).IsOk().Json;

        Assert.Equal(
            (5, 7, "Reject"),
            (system.GetProperty("MaximumStorageSize").GetInt32(), system.GetProperty("MaximumPatientCount").GetInt32(), system.GetProperty("MaximumStorageMode").GetString()));
        Assert.Equal(
            (0, 0, "Recycle"),
            (without.GetProperty("MaximumStorageSize").GetInt32(), without.GetProperty("MaximumPatientCount").GetInt32(), without.GetProperty("MaximumStorageMode").GetString()));
    }

    [Fact]
    public async Task Rejecting_archive_answers_507_and_known_instances_as_ever()
    {
        await using RunningServer server = await RunningServer.StartAsync($"Storage:MaximumSize={2 * (Pixels + 10_000)}", "Storage:MaximumMode=Reject");
        Stored first = await server.StoreAsync(Instance("A", 1));
        await server.StoreAsync(Instance("B", 1));
        string statistics = (await server.Client.GetAsync("/statistics")).Text;

        (await server.Client.PostAsync("/instances", Instance("C", 1).ToArray())).IsError(HttpStatusCode.InsufficientStorage, 19);
        (await server.Client.PutAsync(first.Attachment("1024"), new byte[Pixels])).IsError(HttpStatusCode.InsufficientStorage, 19);
        Reply again = (await server.Client.PostAsync("/instances", first.File)).IsOk();

        Assert.Equal("AlreadyStored", again.Field("Status"));
        Assert.Equal(statistics, (await server.Client.GetAsync("/statistics")).Text);
        Assert.Empty(server.Drafts());
        Assert.Equal(4, server.Blobs().Length);
        Assert.Equal(first.File, (await server.Client.GetAsync($"{first.Path}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Recycling_archive_leaves_tombstones_and_spares_the_protected()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:MaximumPatients=2");
        Stored oldest = await server.StoreAsync(Instance("A", 1));
        Stored older = await server.StoreAsync(Instance("B", 1));
        (await server.Client.PutAsync($"/patients/{oldest.Patient}/protected", "1")).IsOk();

        await server.StoreAsync(Instance("C", 1));

        (await server.Client.GetAsync(oldest.Path)).IsOk();
        (await server.Client.GetAsync(older.Path)).Is(HttpStatusCode.NotFound);
        JsonElement changes = (await server.Client.GetAsync("/changes?tombstones=true&limit=1000")).IsOk().Json.GetProperty("Changes");
        string[] deleted = [.. changes.EnumerateArray().Where(change => change.GetProperty("ChangeType").GetString() == "Deleted").Select(change => change.GetProperty("ID").GetString()!)];
        Assert.Equal(new[] { older.Id, older.Series, older.Study, older.Patient }.Order(), deleted.Order());
    }

    private static DicomBuilder Instance(string patient, int instance) => DicomBuilder.Instance(patient, 1, 1, instance).Pixels(new byte[Pixels]);
}
