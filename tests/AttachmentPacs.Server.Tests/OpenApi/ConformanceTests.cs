using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.OpenApi;

/// <summary>What the running server answers is what the document says: status, media type, headers, body.</summary>
public class ConformanceTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Every_GET_of_what_is_there_answers_200_as_it_is_described()
    {
        DescribedApi api = await DescribedApi.ReadAsync(_server);
        Stored stored = await FilledAsync();
        int asked = 0;

        // There is no plugin here (PluginsApiTests), and no commitment (StorageCommitmentTests).
        foreach ((string method, string template, _) in api.Operations.Where(
            each => each is { Method: "GET", Path: not "/plugins/{id}" } && !each.Path.StartsWith("/storage-commitment", StringComparison.Ordinal)))
        {
            string path = template == "/tools/generate-uid" ? template + "?level=study" : Fill(template, stored);
            api.Check(method, path, await _server.Client.GetAsync(path)).IsOk();
            asked++;
        }

        Assert.InRange(asked, 90, 200);
    }

    [Theory]
    [InlineData("/patients?expand")]
    [InlineData("/studies?since=0&limit=3&response-content=Labels;Attachments;Metadata")]
    [InlineData("/series?expand&full&requested-tags=ModalitiesInStudy;PatientAge")]
    [InlineData("/instances?expand&short")]
    [InlineData("/studies/{study}?full&requested-tags=NumberOfStudyRelatedInstances")]
    [InlineData("/studies/{study}/instances?expand=false")]
    [InlineData("/studies/{study}/attachments?full")]
    [InlineData("/studies/{study}/metadata?expand")]
    [InlineData("/studies/{study}/metadata?numeric")]
    [InlineData("/studies/{study}/shared-tags?simplify")]
    [InlineData("/instances/{instance}/tags?simplify")]
    [InlineData("/instances/{instance}/tags?short&whole&ignore-length=0008,0018")]
    [InlineData("/instances/{instance}/content/0010-0010%2Fx")]
    [InlineData("/changes?last&tombstones")]
    [InlineData("/changes?to=1000000&limit=2&type=NewStudy;NewSeries")]
    [InlineData("/exports?last")]
    [InlineData("/studies?since=1")]
    [InlineData("/studies?response-content=Nothing")]
    [InlineData("/modalities?expand")]
    [InlineData("/modalities/nobody")]
    [InlineData("/studies/0/labels")]
    [InlineData("/studies/0")]
    [InlineData("/studies/{study}/attachments/9999/data")]
    [InlineData("/tools/generate-uid")]
    public async Task Answer_to_a_GET_with_arguments_is_as_described(string template)
    {
        DescribedApi api = await DescribedApi.ReadAsync(_server);
        Stored stored = await FilledAsync();
        string path = template.Replace("{study}", stored.Study, StringComparison.Ordinal).Replace("{instance}", stored.Id, StringComparison.Ordinal);

        api.Check("GET", path, await _server.Client.GetAsync(path));
    }

    [Fact]
    public async Task Writes_ranges_and_conditions_are_answered_as_described()
    {
        DescribedApi api = await DescribedApi.ReadAsync(_server);
        RestClient client = _server.Client;
        byte[] file = _server.NewInstance().ToArray();
        Stored stored = Stored.Of(api.Check("POST", "/instances", await client.PostAsync("/instances", file)).IsOk(), file);
        api.Check("POST", "/instances", await client.PostAsync("/instances", file)).IsOk();
        api.Check("POST", "/instances", await client.PostAsync("/instances", "no DICOM")).Is(HttpStatusCode.BadRequest);
        string path = $"/studies/{stored.Study}";
        string tag = api.Check("PUT", $"{path}/attachments/1024", await client.PutAsync($"{path}/attachments/1024", "0123456789")).IsOk().ETag!;

        Reply range = api.Check("GET", $"{path}/attachments/1024/data", await client.GetAsync($"{path}/attachments/1024/data", ("Range", "bytes=2-4")));
        Assert.Equal("234", range.Is(HttpStatusCode.PartialContent).Text);
        api.Check("GET", $"{path}/attachments/1024/data", await client.GetAsync($"{path}/attachments/1024/data", ("Range", "bytes=99-"))).Is(HttpStatusCode.RequestedRangeNotSatisfiable);
        api.Check("GET", $"{path}/attachments/1024/data", await client.GetAsync($"{path}/attachments/1024/data", ("If-None-Match", tag))).Is(HttpStatusCode.NotModified);
        api.Check("PUT", $"{path}/attachments/1024", await client.PutAsync($"{path}/attachments/1024", "x"u8.ToArray(), ("If-Match", PublicId.Tag(7, [])))).Is(HttpStatusCode.Conflict);
        api.Check("PUT", $"{path}/attachments/1", await client.PutAsync($"{path}/attachments/1", "x")).Is(HttpStatusCode.Forbidden);
        foreach (string verb in (string[])["compress", "verify-md5", "uncompress"])
        {
            api.Check("POST", $"{path}/attachments/1024/{verb}", await client.PostAsync($"{path}/attachments/1024/{verb}")).IsOk();
        }

        api.Check("PUT", $"{path}/metadata/1024", await client.PutAsync($"{path}/metadata/1024", "value")).IsOk();
        api.Check("PUT", $"{path}/labels/urgent", await client.PutAsync($"{path}/labels/urgent")).IsOk();
        api.Check("PUT", $"/patients/{stored.Patient}/protected", await client.PutAsync($"/patients/{stored.Patient}/protected", "0")).IsOk();
        api.Check("POST", "/tools/lookup", await client.PostAsync("/tools/lookup", "1.2.3")).IsOk();
        foreach (string item in (string[])["attachments/1024", "metadata/1024", "labels/urgent"])
        {
            api.Check("DELETE", $"{path}/{item}", await client.DeleteAsync($"{path}/{item}")).IsOk();
        }

        api.Check("DELETE", stored.Path, await client.DeleteAsync(stored.Path)).IsOk();
        api.Check("DELETE", stored.Path, await client.DeleteAsync(stored.Path)).Is(HttpStatusCode.NotFound);
        api.Check("POST", "/tools/bulk-delete", await client.PostAsync("/tools/bulk-delete", JsonSerializer.Serialize(new { Resources = (string[])[stored.Id] }))).IsOk();
    }

    [Fact]
    public async Task Undescribed_field_is_found_by_the_check()
    {
        var check = new SchemaCheck((await DescribedApi.ReadAsync(_server)).Document);
        JsonElement schema = check.Resolve(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["$ref"] = "#/components/schemas/FoundResource" }));

        Assert.Single(check.Problems(JsonDocument.Parse($$"""{"ID":"{{PublicId.Of("x")}}","Path":"/","Type":"Study","More":1}""").RootElement, schema));
        Assert.Equal(2, check.Problems(JsonDocument.Parse("""{"ID":"x","Path":"/"}""").RootElement, schema).Count());
    }

    /// <summary>An instance whose four resources each have a user attachment, metadata and a label; and a modality.</summary>
    private async Task<Stored> FilledAsync()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        foreach (string level in stored.Levels)
        {
            (await _server.Client.PutAsync($"{level}/attachments/1024", "content")).IsOk();
            (await _server.Client.PutAsync($"{level}/metadata/1024", "value")).IsOk();
            (await _server.Client.PutAsync($"{level}/labels/label")).IsOk();
        }

        (await _server.Client.PutAsync("/modalities/ct", """["CT1", "127.0.0.1", 104]""")).IsOk();

        return stored;
    }

    private static string Fill(string template, Stored stored)
    {
        string[] collections = ["patients", "studies", "series", "instances"];
        int level = Array.IndexOf(collections, template.Split('/')[1]);
        string path = level < 0 ? template.Replace("/modalities/{id}", "/modalities/ct", StringComparison.Ordinal) : template.Replace($"/{collections[level]}/{{id}}", stored.Levels[level], StringComparison.Ordinal);
        return path.Replace("{name}", "1024", StringComparison.Ordinal).Replace("{label}", "label", StringComparison.Ordinal)
            .Replace("{path}", "0010-0010", StringComparison.Ordinal);
    }
}
