using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Clients;

/// <summary>What pyorthanc 1.19 sends, and the fields that it reads. It takes the type of an answer from Content-Type, which must always be there.</summary>
public class PyOrthancTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;
    private readonly ClientSession _client = new(shared.Server.Client, ClientSession.Httpx);

    [Fact]
    public async Task Upload_that_checks_first_stores_once()
    {
        byte[] file = _server.NewInstance().ToArray();
        Reply stored = await _client.PostAsync("/instances", file);

        Assert.Equal("Success", stored.Field("Status"));
        Assert.NotEmpty((await _client.JsonAsync($"/instances/{stored.Field("ID")}/metadata")).EnumerateArray());
        Reply unknown = await _client.TryGetAsync($"/instances/{PublicId.Of("unknown")}/metadata");
        Assert.Equal((HttpStatusCode.NotFound, true), (unknown.Status, unknown.ContentType is not null));
    }

    [Fact]
    public async Task Resources_are_walked_from_patient_to_instance_and_back()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        JsonElement patient = await _client.JsonAsync($"/patients/{stored.Patient}");
        JsonElement study = await _client.JsonAsync($"/studies/{patient.GetProperty("Studies")[0]}");
        JsonElement series = await _client.JsonAsync($"/series/{study.GetProperty("Series")[0]}");
        JsonElement instance = await _client.JsonAsync($"/instances/{series.GetProperty("Instances")[0]}");

        Assert.Equal(stored.Id, instance.GetProperty("ID").GetString());
        Assert.Equal(stored.Series, instance.GetProperty("ParentSeries").GetString());
        Assert.Equal(stored.Study, series.GetProperty("ParentStudy").GetString());
        Assert.Equal(stored.Patient, study.GetProperty("ParentPatient").GetString());
        Assert.Equal(stored.File.Length, instance.GetProperty("FileSize").GetInt32());
        foreach (JsonElement each in (JsonElement[])[patient, study, series])
        {
            Assert.False(each.GetProperty("IsStable").GetBoolean());
            Assert.Matches(@"^\d{8}T\d{6}$", each.GetProperty("LastUpdate").GetString()!);
        }

        Assert.Equal(
            patient.GetProperty("MainDicomTags").GetProperty("PatientID").GetString(), study.GetProperty("PatientMainDicomTags").GetProperty("PatientID").GetString());
        Assert.NotNull(study.GetProperty("MainDicomTags").GetProperty("StudyInstanceUID").GetString());
    }

    [Fact]
    public async Task Instance_gives_tags_content_and_file()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = $"/instances/{stored.Id}";

        Assert.Equal("String", (await _client.JsonAsync($"{path}/tags")).GetProperty("0010,0020").GetProperty("Type").GetString());
        string patient = (await _client.JsonAsync($"{path}/tags?simplify=true")).GetProperty("PatientID").GetString()!;
        Assert.Contains("0010-0020", (await _client.GetAsync($"{path}/content/")).Strings);
        foreach (string tag in (string[])["PatientID", "0010-0020"])
        {
            Reply value = await _client.GetAsync($"{path}/content/{tag}");
            Assert.Equal(("application/octet-stream", patient), (value.ContentType, value.Text.Trim().Replace("\0", "", StringComparison.Ordinal)));
        }

        Reply file = await _client.GetAsync($"{path}/file");
        Assert.Equal("application/dicom", file.ContentType);
        Assert.Equal(stored.File, file.Body);
    }

    [Fact]
    public async Task Labels_and_protection_answers_have_a_content_type()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string patient = $"/patients/{stored.Patient}";

        Assert.NotNull((await _client.PutAsync($"{patient}/labels/my_label", [])).ContentType);
        Assert.Equal("my_label", (await _client.JsonAsync(patient)).GetProperty("Labels")[0].GetString());
        Assert.NotNull((await _client.DeleteAsync($"{patient}/labels/my_label")).ContentType);
        Assert.NotNull((await _client.PutAsync($"{patient}/protected", "1"u8.ToArray(), ("Content-Type", "application/json"))).ContentType);
        Assert.Equal("1", (await _client.GetAsync($"{patient}/protected")).Text);
        await _client.PutAsync($"{patient}/protected", "0"u8.ToArray(), ("Content-Type", "application/json"));
        Assert.Equal("0", (await _client.GetAsync($"{patient}/protected")).Text);
    }

    [Fact]
    public async Task Attachment_and_metadata_are_written_and_read_by_number()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = $"/studies/{stored.Study}";

        Assert.StartsWith("application/json", (await _client.PutAsync($"{path}/attachments/1025", "%PDF"u8.ToArray())).ContentType, StringComparison.Ordinal);
        Assert.Equal("%PDF", (await _client.GetAsync($"{path}/attachments/1025/data")).Text);
        await _client.PutAsync($"{path}/metadata/1030", Encoding.UTF8.GetBytes("välue"));
        Assert.Equal("välue", (await _client.JsonAsync($"{path}/metadata?expand=true")).GetProperty("1030").GetString());
        Assert.NotNull((await _client.DeleteAsync($"{path}/metadata/1030")).ContentType);
        Assert.NotNull((await _client.DeleteAsync($"{path}/attachments/1025")).ContentType);
        Assert.Empty((await _client.GetAsync("/queries")).Strings);
    }
}
