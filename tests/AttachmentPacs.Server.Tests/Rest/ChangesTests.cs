using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>The change log (contract 1.9) and its tombstones (design D9).</summary>
public class ChangesTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task New_instance_logs_itself_then_its_new_parents_in_order()
    {
        long before = await LastAsync();
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        Reply page = (await _server.Client.GetAsync($"/changes?since={before}")).IsOk();

        Assert.Equal(["Changes", "Done", "First", "Last"], page.Keys);
        Assert.Equal(
            [("NewInstance", "Instance", stored.Path), ("NewSeries", "Series", $"/series/{stored.Series}"), ("NewStudy", "Study", $"/studies/{stored.Study}"), ("NewPatient", "Patient", $"/patients/{stored.Patient}")],
            Changes(page).Select(change => (Text(change, "ChangeType"), Text(change, "ResourceType"), Text(change, "Path"))));
        Assert.Equal([before + 1, before + 2, before + 3, before + 4], Changes(page).Select(Sequence));
        Assert.Equal((before + 1, before + 4, true), (page.Json.GetProperty("First").GetInt64(), Last(page), page.Json.GetProperty("Done").GetBoolean()));
        Assert.Matches(@"^\d{8}T\d{6}$", Text(Changes(page)[0], "Date"));
    }

    [Fact]
    public async Task Page_is_bounded_by_since_to_limit_and_type()
    {
        long first = await LastAsync() + 1;
        await _server.StoreAsync(_server.NewInstance());

        async Task<long[]> SequencesAsync(string query) => [.. Changes((await _server.Client.GetAsync($"/changes?{query}")).IsOk()).Select(Sequence)];

        Assert.Equal([first, first + 1], await SequencesAsync($"since={first - 1}&limit=2"));
        Assert.Equal([first + 2, first + 3], await SequencesAsync($"since={first + 1}&limit=2"));
        Assert.Equal([first + 1, first + 2], await SequencesAsync($"since={first}&to={first + 2}"));
        Assert.Equal([first + 1, first + 2], await SequencesAsync($"to={first + 2}&limit=2"));
        Assert.Equal([first + 2, first + 3], await SequencesAsync($"since={first - 1}&type=NewPatient;NewStudy"));
        Assert.Equal([first + 3], await SequencesAsync("last"));
        Assert.Empty(await SequencesAsync($"since={long.MaxValue}"));
        Assert.False((await _server.Client.GetAsync($"/changes?since={first - 1}&limit=2")).Json.GetProperty("Done").GetBoolean());
        (await _server.Client.GetAsync("/changes?since=abc&limit=x")).IsOk();
        (await _server.Client.GetAsync("/changes?type=Zork")).IsError(HttpStatusCode.BadRequest, 3);
    }

    [Fact]
    public async Task AlreadyStored_and_refused_uploads_log_nothing()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        long last = await LastAsync();

        (await _server.Client.PostAsync("/instances", stored.File)).IsOk();
        (await _server.Client.PostAsync("/instances", "junk")).Is(HttpStatusCode.BadRequest);

        Assert.Equal(last, await LastAsync());
    }

    [Fact]
    public async Task Updates_of_user_attachments_and_metadata_are_logged_at_their_level()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        long last = await LastAsync();

        foreach (string item in (string[])["attachments/1024", "metadata/1024"])
        {
            (await _server.Client.PutAsync($"/studies/{stored.Study}/{item}", "x")).IsOk();
            (await _server.Client.DeleteAsync($"/studies/{stored.Study}/{item}")).IsOk();
        }

        JsonElement[] changes = Changes(await _server.Client.GetAsync($"/changes?since={last}"));
        Assert.Equal(["UpdatedAttachment", "UpdatedAttachment", "UpdatedMetadata", "UpdatedMetadata"], changes.Select(change => Text(change, "ChangeType")));
        Assert.All(changes, change => Assert.Equal(($"/studies/{stored.Study}", "Study"), (Text(change, "Path"), Text(change, "ResourceType"))));
    }

    [Fact]
    public async Task Deletion_hides_changes_from_the_plain_view_and_leaves_tombstones()
    {
        string patient = _server.NewPatient();
        long before = await LastAsync();
        Stored gone = await _server.StoreAsync(DicomBuilder.Instance(patient));
        await _server.StoreAsync(DicomBuilder.Instance(patient, study: 2));
        long last = await LastAsync();

        (await _server.Client.DeleteAsync($"/studies/{gone.Study}")).IsOk();

        JsonElement[] plain = Changes(await _server.Client.GetAsync($"/changes?since={before}"));
        JsonElement[] tombstones = Changes(await _server.Client.GetAsync($"/changes?since={last}&tombstones=true"));
        Assert.Equal(["NewPatient", "NewInstance", "NewSeries", "NewStudy"], plain.Select(change => Text(change, "ChangeType")));
        Assert.All(tombstones, change => Assert.Equal("Deleted", Text(change, "ChangeType")));
        Assert.Equal(new[] { gone.Id, gone.Series, gone.Study }.Order(), tombstones.Select(change => Text(change, "ID")).Order());
        Assert.Equal(last + 3, await LastAsync());
    }

    [Fact]
    public async Task Cleared_log_is_empty_and_its_numbers_go_on()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.StoreAsync(server.NewInstance());

        (await server.Client.DeleteAsync("/changes")).IsEmpty(HttpStatusCode.OK);
        Reply empty = (await server.Client.GetAsync("/changes")).IsOk();
        Assert.Equal(["Changes", "Done", "Last"], empty.Keys);
        Assert.Equal(4, Last(empty));
        await server.StoreAsync(server.NewInstance());
        Assert.Equal([5L, 6, 7, 8], Changes(await server.Client.GetAsync("/changes")).Select(Sequence));
    }

    [Fact]
    public async Task Export_log_is_there_and_empty()
    {
        Reply exports = (await _server.Client.GetAsync("/exports")).IsOk();

        Assert.Equal(["Done", "Exports", "Last"], exports.Keys);
        Assert.Equal(0, exports.Json.GetProperty("Exports").GetArrayLength());
        (await _server.Client.DeleteAsync("/exports")).IsEmpty(HttpStatusCode.OK);
    }

    // An empty page tells the log's last sequence, that of a tombstone too.
    private async Task<long> LastAsync() => Last(await _server.Client.GetAsync($"/changes?since={long.MaxValue}"));

    private static long Last(Reply page) => page.IsOk().Json.GetProperty("Last").GetInt64();

    private static JsonElement[] Changes(Reply page) => [.. page.IsOk().Json.GetProperty("Changes").EnumerateArray()];

    private static long Sequence(JsonElement change) => change.GetProperty("Seq").GetInt64();

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
