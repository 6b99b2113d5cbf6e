using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Small tools, look-up and what clients ask at their start (contract 1.8, 1.14, 1.22).</summary>
public class ToolsTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Tools_lists_every_tool_that_is_mapped()
    {
        string[] mapped = [.. _server.Routes.Select(route => route.Pattern).Where(path => path.StartsWith("/tools/", StringComparison.Ordinal)).Distinct()];

        string[] listed = (await _server.Client.GetAsync("/tools")).IsOk().Strings;

        Assert.Contains("log-level-http", listed);
        Assert.Equal(mapped.Select(path => path["/tools/".Length..]).Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task Lookup_finds_each_level_by_its_identifier()
    {
        string patient = _server.NewPatient();
        Stored stored = await _server.StoreAsync(DicomBuilder.Instance(patient, 71, 72, 73));
        (string Identifier, string Type, string Path)[] expected =
        [
            (patient, "Patient", stored.Levels[0]), ($" {patient.ToLowerInvariant()} ", "Patient", stored.Levels[0]), (DicomBuilder.Uid(71), "Study", stored.Levels[1]),
            (DicomBuilder.Uid(71, 72), "Series", stored.Levels[2]), (DicomBuilder.Uid(71, 72, 73), "Instance", stored.Levels[3]),
        ];
        foreach ((string identifier, string type, string path) in expected)
        {
            Reply reply = (await _server.Client.PostAsync("/tools/lookup", identifier)).IsOk();
            Assert.Equal(1, reply.Json.GetArrayLength());
            Assert.Equal((type, path), (reply.Json[0].GetProperty("Type").GetString(), reply.Json[0].GetProperty("Path").GetString()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("' OR 1=1 --")]
    [InlineData("%")]
    public async Task Lookup_of_what_is_not_there_is_empty(string identifier)
    {
        await _server.StoreAsync(_server.NewInstance());

        Assert.Empty((await _server.Client.PostAsync("/tools/lookup", identifier)).IsOk().Json.EnumerateArray());
    }

    [Fact]
    public async Task Lookup_with_wildcards_or_too_long_is_400()
    {
        (await _server.Client.PostAsync("/tools/lookup", "P*")).IsError(HttpStatusCode.BadRequest, 3);
        (await _server.Client.PostAsync("/tools/lookup", new byte[1 << 20])).IsError(HttpStatusCode.BadRequest, 8);
        (await _server.Client.PostAsync("/tools/lookup", Encoding.Latin1.GetBytes("\u00FF\u00FE"))).IsOk();
    }

    [Theory]
    [InlineData("""{"Level":"Patient","Query":{"PatientID":"","PatientName":""}}""", HttpStatusCode.OK)]
    [InlineData("""{"Level":"Patient","Query":{},"CaseSensitive":false}""", HttpStatusCode.OK)]
    [InlineData("""{"Level":"Patient","Query":{},"CaseSensitive":true}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"Level":"Patient","Query":{"PatientID":"","PatientName":"*"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"Level":"Patient","Query":{"PatientID":1}}""", HttpStatusCode.BadRequest)]
    public async Task Count_takes_conditions_that_match_all_and_no_others(string body, HttpStatusCode status) =>
        (await _server.Client.PostAsync("/tools/count-resources", body)).Is(status);

    [Fact]
    public async Task Generated_UIDs_are_valid_and_differ()
    {
        foreach (string level in (string[])["study", "series", "instance"])
        {
            string one = (await _server.Client.GetAsync($"/tools/generate-uid?level={level}")).IsOk().Text;
            Assert.Matches(@"^2\.25\.[1-9]\d{0,38}$", one);
            Assert.NotEqual(one, (await _server.Client.GetAsync($"/tools/generate-uid?level={level}")).Text);
        }

        (await _server.Client.GetAsync("/tools/generate-uid")).IsEmpty(HttpStatusCode.NotFound);
        (await _server.Client.GetAsync("/tools/generate-uid?level=zz")).IsError(HttpStatusCode.BadRequest, 3);
        Assert.Matches(@"^\d{8}T\d{6}$", (await _server.Client.GetAsync("/tools/now")).IsOk().Text);
    }

    [Fact]
    public async Task System_tells_the_dialect_and_the_product()
    {
        Reply system = (await _server.Client.GetAsync("/system")).IsOk();

        Assert.Equal(("1.13.0", "AttachmentPacs", 31), (system.Field("Version"), system.Field("Product"), system.Json.GetProperty("ApiVersion").GetInt32()));
        Assert.Contains("0010,0020", system.Json.GetProperty("MainDicomTags").GetProperty("Patient").GetString()!.Split(';'));
        foreach (string path in (string[])["/modalities", "/peers", "/plugins", "/jobs"]) Assert.Empty((await _server.Client.GetAsync(path)).IsOk().Strings);
    }

    [Theory]
    [InlineData("/tools/execute-script")]
    [InlineData("/tools/shutdown")]
    [InlineData("/instances/x/export")]
    public async Task Dangerous_routes_are_not_there(string path) => (await _server.Client.PostAsync(path, "x")).IsError(HttpStatusCode.NotFound, 17);
}
