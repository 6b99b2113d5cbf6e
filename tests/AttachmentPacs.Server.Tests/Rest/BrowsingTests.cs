using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Lists, single resources, children and parents (contract 1.6).</summary>
public sealed class BrowsingTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private Stored _first = null!;

    // One patient with two studies; the first has series 1 of three instances and series 2 of one.
    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _first = await _server.StoreAsync(DicomBuilder.Instance("P1"));
        foreach ((int study, int series, int instance) in new[] { (1, 1, 2), (1, 1, 3), (1, 2, 1), (2, 1, 1) })
        {
            await _server.StoreAsync(DicomBuilder.Instance("P1", study, series, instance));
        }
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Lists_show_every_id_once_whole_and_in_pages()
    {
        foreach ((string list, int count) in new[] { ("/patients", 1), ("/studies", 2), ("/series", 3), ("/instances", 5) })
        {
            string[] all = (await _server.Client.GetAsync(list)).IsOk().Strings;
            string[] pages = [.. (await _server.Client.GetAsync($"{list}?since=0&limit=2")).Strings, .. (await _server.Client.GetAsync($"{list}?since=2&limit=0")).Strings];

            Assert.Equal(count, all.Distinct().Count());
            Assert.Equal(all, pages);
            Assert.Equal(all, Ids(await _server.Client.GetAsync($"{list}?expand")));
            Assert.Equal(all, (await _server.Client.GetAsync($"{list}?expand=false")).Strings);
            Assert.Empty((await _server.Client.GetAsync($"{list}?since=99&limit=5")).Strings);
        }
    }

    [Theory]
    [InlineData("?since=0")]
    [InlineData("?limit=1")]
    [InlineData("?since=x&limit=1")]
    [InlineData("?since=-1&limit=1")]
    [InlineData("?expand=banana")]
    [InlineData("?response-content=Zork")]
    [InlineData("?expand&requested-tags=Zork")]
    public async Task List_with_bad_arguments_is_400(string query) =>
        (await _server.Client.GetAsync($"/studies{query}")).Is(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Resources_show_the_fields_of_their_level_in_the_order_of_the_alphabet()
    {
        Reply[] levels = [.. await Task.WhenAll(_first.Levels.Select(path => _server.Client.GetAsync(path)))];

        Assert.Equal(["ID", "IsProtected", "IsStable", "Labels", "LastUpdate", "MainDicomTags", "Studies", "Type"], levels[0].Keys);
        Assert.Equal(["ID", "IsStable", "Labels", "LastUpdate", "MainDicomTags", "ParentPatient", "PatientMainDicomTags", "Series", "Type"], levels[1].Keys);
        Assert.Equal(
            ["ExpectedNumberOfInstances", "ID", "Instances", "IsStable", "Labels", "LastUpdate", "MainDicomTags", "ParentStudy", "Status", "Type"], levels[2].Keys);
        Assert.Equal(["FileSize", "FileUuid", "ID", "IndexInSeries", "Labels", "MainDicomTags", "ParentSeries", "Type"], levels[3].Keys);
        Assert.Equal(["Patient", "Study", "Series", "Instance"], levels.Select(reply => reply.Field("Type")));
        Assert.Equal((2, 2, 3), (Count(levels[0], "Studies"), Count(levels[1], "Series"), Count(levels[2], "Instances")));
        Assert.Equal("Doe^Jané", levels[0].Json.GetProperty("MainDicomTags").GetProperty("PatientName").GetString());
        Assert.Equal("P1", levels[1].Json.GetProperty("PatientMainDicomTags").GetProperty("PatientID").GetString());
        Assert.Equal(("Unknown", JsonValueKind.Null), (levels[2].Field("Status"), levels[2].Json.GetProperty("ExpectedNumberOfInstances").ValueKind));
        Assert.Equal((1, _first.File.Length), (levels[3].Json.GetProperty("IndexInSeries").GetInt32(), levels[3].Json.GetProperty("FileSize").GetInt32()));
    }

    [Fact]
    public async Task Children_are_expanded_unless_asked_otherwise_and_parents_are_whole()
    {
        Assert.Equal(2, Ids(await _server.Client.GetAsync($"/patients/{_first.Patient}/studies")).Length);
        Assert.Equal(5, (await _server.Client.GetAsync($"/patients/{_first.Patient}/instances?expand=false")).Strings.Length);
        Assert.Equal(4, Ids(await _server.Client.GetAsync($"/studies/{_first.Study}/instances")).Length);
        Assert.Equal((await _server.Client.GetAsync($"/patients/{_first.Patient}")).Text, (await _server.Client.GetAsync($"{_first.Path}/patient")).IsOk().Text);
        Assert.Equal((await _server.Client.GetAsync($"/studies/{_first.Study}")).Text, (await _server.Client.GetAsync($"/series/{_first.Series}/study")).IsOk().Text);
    }

    [Theory]
    [InlineData("/patients/nope")]
    [InlineData("/studies/nope/series")]
    [InlineData("/instances/nope/patient")]
    public async Task Unknown_resource_is_404_without_a_body(string path) => (await _server.Client.GetAsync(path)).IsEmpty(HttpStatusCode.NotFound);

    [Fact]
    public async Task Id_of_another_level_or_in_upper_case_is_unknown()
    {
        (await _server.Client.GetAsync($"/studies/{_first.Patient}")).IsEmpty(HttpStatusCode.NotFound);
        (await _server.Client.GetAsync($"/patients/{_first.Patient.ToUpperInvariant()}")).IsEmpty(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Response_content_shows_only_what_it_names()
    {
        JsonElement study = (await _server.Client.GetAsync("/studies?response-content=MainDicomTags;Children")).IsOk().Json[0];
        JsonElement instance = (await _server.Client.GetAsync("/instances?response-content=Attachments%3BMetadata")).IsOk().Json[0];

        Assert.Equal(["ID", "MainDicomTags", "PatientMainDicomTags", "Series", "Type"], study.EnumerateObject().Select(each => each.Name));
        Assert.Equal(["Attachments", "ID", "Metadata", "Type"], instance.EnumerateObject().Select(each => each.Name));
        Assert.Equal(2, instance.GetProperty("Attachments").GetArrayLength());
    }

    [Fact]
    public async Task Requested_tags_come_from_parents_the_summary_and_counting()
    {
        JsonElement instance = (await _server.Client.GetAsync($"{_first.Path}?requested-tags=Rows;0028,0011;StudyInstanceUID")).IsOk().Json.GetProperty("RequestedTags");
        JsonElement study = (await _server.Client.GetAsync(
            $"/studies/{_first.Study}?requested-tags=NumberOfStudyRelatedInstances;NumberOfStudyRelatedSeries;ModalitiesInStudy;SOPClassesInStudy"))
            .IsOk().Json.GetProperty("RequestedTags");

        Assert.Equal(("8", "8", DicomBuilder.Uid(1)), (Text(instance, "Rows"), Text(instance, "Columns"), Text(instance, "StudyInstanceUID")));
        Assert.Equal(("4", "2"), (Text(study, "NumberOfStudyRelatedInstances"), Text(study, "NumberOfStudyRelatedSeries")));
        Assert.Equal((@"CT\OT", DicomBuilder.SopClass), (Text(study, "ModalitiesInStudy"), Text(study, "SOPClassesInStudy")));
    }

    [Fact]
    public async Task Short_and_full_name_tags_by_number()
    {
        JsonElement shortForm = (await _server.Client.GetAsync($"/patients/{_first.Patient}?short")).Json.GetProperty("MainDicomTags");
        JsonElement full = (await _server.Client.GetAsync($"/patients/{_first.Patient}?full")).Json.GetProperty("MainDicomTags").GetProperty("0010,0020");

        Assert.Equal("P1", Text(shortForm, "0010,0020"));
        Assert.Equal(("PatientID", "String", "P1"), (Text(full, "Name"), Text(full, "Type"), Text(full, "Value")));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string[] Ids(Reply reply) => [.. reply.IsOk().Json.EnumerateArray().Select(each => each.GetProperty("ID").GetString()!)];

    private static int Count(Reply reply, string name) => reply.Json.GetProperty(name).GetArrayLength();
}
