using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Clients;

/// <summary>What orthanc-api-client (Python, of the Orthanc team) sends, and the fields that it reads.</summary>
public class OrthancApiClientTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;
    private readonly ClientSession _client = new(shared.Server.Client, ClientSession.Requests);

    [Fact]
    public async Task Start_reads_system_plugins_and_statistics()
    {
        string[] version = (await _client.JsonAsync("/system")).GetProperty("Version").GetString()!.Split('.');
        Assert.True(version.Length == 3 && version.All(part => int.TryParse(part, out _)));
        Assert.DoesNotContain("dicom-web", (await _client.GetAsync("/plugins")).Strings);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.TryGetAsync("/plugins/dicom-web")).Status);
        JsonElement statistics = await _client.JsonAsync("/statistics");
        foreach (string name in (string[])["TotalDiskSize", "TotalUncompressedSize"])
        {
            Assert.True(long.TryParse(statistics.GetProperty(name).GetString(), out _));
            Assert.Equal(JsonValueKind.Number, statistics.GetProperty(name + "MB").ValueKind);
        }
    }

    [Fact]
    public async Task Upload_of_no_DICOM_is_400_with_status_15_in_JSON()
    {
        Reply reply = await _client.TryPostAsync("/instances", "not DICOM"u8.ToArray());

        Assert.Equal((HttpStatusCode.BadRequest, 15), (reply.Status, reply.Json.GetProperty("OrthancStatus").GetInt32()));
        Assert.NotEmpty(reply.Field("Message"));
    }

    [Fact]
    public async Task Uploaded_instance_is_looked_up_by_each_identifier_and_its_ids_walked_up()
    {
        byte[] file = _server.NewInstance().ToArray();
        string id = (await _client.PostAsync("/instances", file)).Field("ID");
        JsonElement tags = await _client.JsonAsync($"/instances/{id}/tags");

        foreach ((string tag, string type) in ((string, string)[])[("0010,0020", "Patient"), ("0020,000d", "Study"), ("0020,000e", "Series"), ("0008,0018", "Instance")])
        {
            string needle = tags.GetProperty(tag).GetProperty("Value").GetString()!;
            JsonElement found = (await _client.PostAsync("/tools/lookup", Encoding.UTF8.GetBytes(needle))).Json;
            Assert.Contains(found.EnumerateArray(), each => each.GetProperty("Type").GetString() == type && each.GetProperty("ID").GetString()!.Length == 44);
        }

        string series = (await _client.JsonAsync($"/instances/{id}")).GetProperty("ParentSeries").GetString()!;
        string study = (await _client.JsonAsync($"/series/{series}/study")).GetProperty("ID").GetString()!;
        Assert.Equal(study, (await _client.JsonAsync($"/series/{series}")).GetProperty("ParentStudy").GetString());
        Assert.Contains(study, (await _client.GetAsync("/studies/")).Strings);
        JsonElement counts = await _client.JsonAsync($"/studies/{study}/statistics");
        Assert.Equal((1, 1), (counts.GetProperty("CountInstances").GetInt32(), counts.GetProperty("CountSeries").GetInt32()));
        Assert.True(long.TryParse(counts.GetProperty("DiskSize").GetString(), out _) && long.TryParse(counts.GetProperty("UncompressedSize").GetString(), out _));
        Assert.Equal(file, (await _client.GetAsync($"/instances/{id}/file")).Body);
    }

    [Fact]
    public async Task Attachment_is_replaced_by_the_revision_that_was_read_and_a_late_writer_gets_a_conflict()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = $"/studies/{stored.Study}/attachments/1026";

        await _client.PutAsync(path, "first"u8.ToArray(), ("Content-Type", "application/pdf"));
        string revision = (await _client.GetAsync($"{path}/data")).ETag!;
        await _client.PutAsync(path, "second"u8.ToArray(), ("If-Match", revision));
        Reply late = await _client.TryPutAsync(path, "third"u8.ToArray(), ("If-Match", revision));

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.NotEmpty(late.Field("Message"));
        Assert.Equal("second", (await _client.GetAsync($"{path}/data")).Text);
    }

    [Fact]
    public async Task Metadata_that_is_absent_is_404_and_one_that_is_there_has_a_revision()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = $"/instances/{stored.Id}/metadata/1024";

        Assert.Equal(HttpStatusCode.NotFound, (await _client.TryGetAsync(path)).Status);
        await _client.PutAsync(path, Encoding.UTF8.GetBytes("öne"));
        string revision = (await _client.GetAsync(path)).ETag!;
        await _client.PutAsync(path, "two"u8.ToArray(), ("If-Match", revision));
        Assert.Equal(HttpStatusCode.Conflict, (await _client.TryPutAsync(path, "three"u8.ToArray(), ("If-Match", revision))).Status);
        Assert.Equal("two", (await _client.GetAsync(path)).Text);
    }

    [Fact]
    public async Task Changes_are_followed_page_by_page_until_done()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var client = new ClientSession(server.Client, ClientSession.Requests);
        Stored stored = await server.StoreAsync(server.NewInstance());
        var seen = new List<string>();
        JsonElement page = await client.JsonAsync("/changes?");
        page = page.GetProperty("Done").GetBoolean() ? await client.JsonAsync("/changes?limit=1") : page;
        while (true)
        {
            foreach (JsonElement change in page.GetProperty("Changes").EnumerateArray())
            {
                DateTime.ParseExact(change.GetProperty("Date").GetString()!, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
                seen.Add($"{change.GetProperty("ChangeType")} {change.GetProperty("ResourceType")} {change.GetProperty("ID")}");
            }

            if (page.GetProperty("Done").GetBoolean()) break;
            page = await client.JsonAsync($"/changes?since={page.GetProperty("Last")}&limit=1");
        }

        Assert.Equal(
            [$"NewInstance Instance {stored.Id}", $"NewSeries Series {stored.Series}", $"NewStudy Study {stored.Study}", $"NewPatient Patient {stored.Patient}"], seen);
    }

    [Fact]
    public async Task Delete_all_empties_the_store_and_labels_are_listed_before()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var client = new ClientSession(server.Client, ClientSession.Requests);
        Stored stored = await server.StoreAsync(server.NewInstance());
        await server.StoreAsync(server.NewInstance());
        await client.PutAsync($"/studies/{stored.Study}/labels/a", []);
        await client.PutAsync($"/studies/{stored.Study}/labels/b", []);
        await client.DeleteAsync($"/studies/{stored.Study}/labels/a");
        Assert.Equal(["b"], (await client.GetAsync($"/studies/{stored.Study}/labels")).Strings);
        Assert.Equal(["b"], (await client.GetAsync("/tools/labels")).Strings);

        foreach (string patient in (await client.GetAsync("/patients/")).Strings) await client.DeleteAsync($"/patients/{patient}");

        Assert.Empty((await client.GetAsync("/instances/")).Strings);
        Assert.Equal(HttpStatusCode.NotFound, (await client.TryGetAsync($"/studies/{stored.Study}")).Status);
    }
}
