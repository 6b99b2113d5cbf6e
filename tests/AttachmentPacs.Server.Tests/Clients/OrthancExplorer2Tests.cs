using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Clients;

/// <summary>What Orthanc Explorer 2 sends from a browser: axios with the headers of a page of this server, and whatever Content-Type axios makes up.</summary>
public class OrthancExplorer2Tests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;
    private readonly ClientSession _client = new(shared.Server.Client, ClientSession.Axios(shared.Server.Client.Url));

    [Fact]
    public async Task Start_reads_peers_modalities_and_system()
    {
        Assert.Empty((await _client.GetAsync("/peers")).Strings);
        Assert.Equal(JsonValueKind.Object, (await _client.JsonAsync("/modalities?expand")).ValueKind);
        JsonElement system = await _client.JsonAsync("/system");
        Assert.False(system.GetProperty("Capabilities").GetProperty("HasExtendedFind").GetBoolean());
        Assert.True(system.GetProperty("Capabilities").GetProperty("HasExtendedChanges").GetBoolean());
        Assert.True(system.GetProperty("HasLabels").GetBoolean());
        Assert.NotNull(system.GetProperty("DicomAet").GetString());
        Assert.NotNull(system.GetProperty("MainDicomTags").GetProperty("Study").GetString());
        Assert.True((await _client.JsonAsync("/statistics")).GetProperty("CountStudies").GetInt64() >= 0);
    }

    [Fact]
    public async Task Upload_with_a_made_up_content_type_is_taken_by_its_bytes()
    {
        byte[] file = _server.NewInstance().ToArray();

        Reply reply = await _client.PostAsync("/instances", file, ("Content-Type", "application/x-www-form-urlencoded"));

        Assert.Equal("Success", reply.Field("Status"));
        Assert.Equal(44, reply.Field("ParentStudy").Length);
    }

    [Fact]
    public async Task Study_is_shown_with_requested_tags_series_instances_and_tags()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        JsonElement study = await _client.JsonAsync($"/studies/{stored.Study}?requestedTags=ModalitiesInStudy;NumberOfStudyRelatedInstances");
        Assert.Equal("1", study.GetProperty("RequestedTags").GetProperty("NumberOfStudyRelatedInstances").GetString());
        Assert.Equal(stored.Series, (await _client.JsonAsync($"/studies/{stored.Study}/series"))[0].GetProperty("ID").GetString());
        Assert.Equal(stored.Id, (await _client.JsonAsync($"/series/{stored.Series}/instances"))[0].GetProperty("ID").GetString());
        JsonElement instance = (await _client.JsonAsync($"/studies/{stored.Study}/instances?expanded&requestedTags=Rows"))[0];
        Assert.Equal(JsonValueKind.Object, instance.GetProperty("RequestedTags").ValueKind);
        Assert.Equal(stored.Study, (await _client.JsonAsync($"/instances/{stored.Id}/study")).GetProperty("ID").GetString());
        Assert.Equal(JsonValueKind.Object, (await _client.JsonAsync($"/instances/{stored.Id}/header")).GetProperty("0002,0010").ValueKind);
        Assert.NotNull((await _client.JsonAsync($"/instances/{stored.Id}/tags?simplify")).GetProperty("PatientID").GetString());
        Assert.Equal("filename=\"a b.dcm\"", (await _client.GetAsync($"/instances/{stored.Id}/file?filename=a%20b.dcm"))["Content-Disposition"]);
    }

    [Fact]
    public async Task Search_box_looks_up_a_study_whose_body_is_declared_a_form()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var client = new ClientSession(server.Client, ClientSession.Axios(server.Client.Url));
        Stored stored = await server.StoreAsync(server.NewInstance());
        string uid = (await client.JsonAsync($"/studies/{stored.Study}")).GetProperty("MainDicomTags").GetProperty("StudyInstanceUID").GetString()!;

        JsonElement found = (await client.PostAsync("/tools/lookup", Encoding.UTF8.GetBytes(uid), ("Content-Type", "application/x-www-form-urlencoded"))).Json;

        Assert.Equal((1, stored.Study), (found.GetArrayLength(), found[0].GetProperty("ID").GetString()));
    }

    [Fact]
    public async Task Most_recent_studies_are_found_from_the_end_of_the_changes()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        long last = (await _client.JsonAsync("/changes?last")).GetProperty("Last").GetInt64();

        JsonElement page = await _client.JsonAsync($"/changes?to={last}&limit=10&type=NewStudy;StableStudy");

        Assert.Equal(stored.Study, page.GetProperty("Changes").EnumerateArray().Last().GetProperty("ID").GetString());
        Assert.True(page.TryGetProperty("First", out _));
        Assert.NotEmpty((await _client.JsonAsync($"/changes?since={last - 2}&limit=10")).GetProperty("Changes").EnumerateArray());
    }

    [Fact]
    public async Task Labels_are_changed_and_a_selection_is_deleted()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = $"/studies/{stored.Study}";

        await _client.PutAsync($"{path}/labels/urgent", [], ("Content-Type", "application/x-www-form-urlencoded"));
        Assert.Contains("urgent", (await _client.GetAsync("/tools/labels")).Strings);
        await _client.DeleteAsync($"{path}/labels/urgent");
        Assert.Empty((await _client.GetAsync($"{path}/labels")).Strings);
        Assert.StartsWith("2.25.", (await _client.GetAsync("/tools/generate-uid?level=study")).Text, StringComparison.Ordinal);
        (await _client.PostJsonAsync("/tools/bulk-delete", new { Resources = (string[])[stored.Study] })).IsEmpty(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.TryGetAsync(path)).Status);
    }

    [Fact]
    public async Task Count_of_all_is_told_and_a_conditional_one_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var client = new ClientSession(server.Client, ClientSession.Axios(server.Client.Url));
        await server.StoreAsync(server.NewInstance());
        await server.StoreAsync(server.NewInstance());

        foreach (string level in (string[])["Patient", "Study", "Series", "Instance"])
        {
            Reply count = await client.PostJsonAsync("/tools/count-resources", new { Level = level, Query = new { }, Labels = Array.Empty<string>() });
            Assert.Equal(2, count.Json.GetProperty("Count").GetInt32());
        }

        foreach (string body in (string[])["""{"Level":"Study","Query":{"PatientID":"x"}}""", """{"Level":"Study","Labels":["a"]}""", """{"Level":"Film"}""", "[]"])
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await client.TryPostAsync("/tools/count-resources", Encoding.UTF8.GetBytes(body))).Status);
        }
    }
}
