using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Remote Application Entities (contract 1.13).</summary>
public class ModalitiesTests
{
    private const string Settings = "Dicom:Modalities:ct:AeTitle=CT1";
    private const string Host = "Dicom:Modalities:ct:Host=10.0.0.5";

    [Fact]
    public async Task Modalities_of_the_configuration_and_of_clients_are_listed_together()
    {
        await using RunningServer server = await RunningServer.StartAsync(Settings, Host);
        (await server.Client.PutAsync("/modalities/AX", """["AX", "ax.example", "4242", "GE"]""")).IsOk();

        Assert.Equal(["AX", "ct"], (await server.Client.GetAsync("/modalities")).IsOk().Strings);
        Assert.Equal(["configuration", "echo", "storage-commitment", "store", "store-straight"], (await server.Client.GetAsync("/modalities/AX")).IsOk().Strings);
        Reply all = (await server.Client.GetAsync("/modalities?expand")).IsOk();
        Assert.Equal(["AX", "ct"], all.Json.EnumerateObject().Select(each => each.Name));
        Assert.Equal("GE", all.Json.GetProperty("AX").GetProperty("Manufacturer").GetString());
    }

    [Fact]
    public async Task Configuration_of_a_modality_is_laid_out_as_Orthanc_does()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (await server.Client.PutAsync("/modalities/ct", """{"AET": "CT1", "Host": "10.0.0.5", "Port": 104, "AllowStorageCommitment": false, "Timeout": 7}""")).IsOk();

        Assert.Equal(
            """
            {
               "AET" : "CT1",
               "Addresses" : [],
               "AllowEcho" : true,
               "AllowEventReport" : false,
               "AllowFind" : true,
               "AllowFindWorklist" : true,
               "AllowGet" : true,
               "AllowMove" : true,
               "AllowNAction" : false,
               "AllowStorageCommitment" : false,
               "AllowStore" : true,
               "AllowTranscoding" : true,
               "Host" : "10.0.0.5",
               "LocalAet" : "",
               "Manufacturer" : "Generic",
               "Port" : 104,
               "RetrieveMethod" : "SystemDefault",
               "Timeout" : 7,
               "UseDicomTls" : false
            }

            """,
            (await server.Client.GetAsync("/modalities/ct/configuration")).IsOk().Text);
    }

    [Theory]
    [InlineData("""["A", "h"]""", 15, "A modality is an array")]
    [InlineData("""{"AET": "A", "Host": "h"}""", 15, "Port is missing")]
    [InlineData("""["ABCDEFGHIJKLMNOPQ", "h", 1]""", 15, "AET is \"ABCDEFGHIJKLMNOPQ\": expected 1 to 16 characters")]
    [InlineData("x", 28, "The body is no JSON")]
    public async Task Modality_that_is_none_is_refused_with_the_key_and_changes_nothing(string body, int code, string details)
    {
        await using RunningServer server = await RunningServer.StartAsync(Settings, Host);

        Reply reply = (await server.Client.PutAsync("/modalities/ct", body)).Is(HttpStatusCode.BadRequest);

        Assert.Equal(code, reply.Json.GetProperty("OrthancStatus").GetInt32());
        Assert.Contains(details, reply.Field("Details"), StringComparison.Ordinal);
        Assert.Contains("\"CT1\"", (await server.Client.GetAsync("/modalities/ct/configuration")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletion_of_a_configured_or_unknown_modality_is_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync(Settings, Host);
        (await server.Client.PutAsync("/modalities/AX", """["AX", "h", 1]""")).IsOk();

        (await server.Client.DeleteAsync("/modalities/AX")).IsOk();
        Assert.Equal("There is no modality \"AX\": GET /modalities lists them", (await server.Client.DeleteAsync("/modalities/AX")).Is(HttpStatusCode.NotFound).Field("Details"));
        Assert.Equal(
            "Modality \"ct\" stands in the configuration: remove Dicom:Modalities:ct there and restart",
            (await server.Client.DeleteAsync("/modalities/ct")).Is(HttpStatusCode.Forbidden).Field("Details"));
        Assert.Empty((await server.Client.GetAsync("/modalities/AX")).Is(HttpStatusCode.NotFound).Text);
        Assert.Equal(7, (await server.Client.GetAsync("/modalities/AX/configuration")).Is(HttpStatusCode.NotFound).Json.GetProperty("OrthancStatus").GetInt32());
    }

    [Fact]
    public async Task Modality_survives_a_kill_of_the_server()
    {
        using var folder = new TemporaryFolder();
        await using (ChildServer first = await ChildServer.StartAsync(folder.Path))
        {
            (await first.Client.PutAsync("/modalities/gone", """["A", "h", 1]""")).IsOk();
            (await first.Client.PutAsync("/modalities/ct", """["CT1", "10.0.0.5", 104]""")).IsOk();
            (await first.Client.DeleteAsync("/modalities/gone")).IsOk();
            await first.KillAsync();
        }

        await using ChildServer second = await ChildServer.StartAsync(folder.Path);
        Assert.Equal(["ct"], (await second.Client.GetAsync("/modalities")).IsOk().Strings);
    }
}
