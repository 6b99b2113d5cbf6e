using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Clients;

/// <summary>What Orthanc's own Python samples and its integration tests send, by way of httplib2.</summary>
public class OrthancSamplesTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;
    private readonly ClientSession _client = new(shared.Server.Client, ClientSession.Httplib2);

    [Fact]
    public async Task Loop_over_changes_reads_a_tag_by_keyword_and_deletes_each_new_instance()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var client = new ClientSession(server.Client, ClientSession.Httplib2);
        for (int i = 1; i <= 3; i++) await server.StoreAsync(server.NewInstance());
        var names = new List<string>();
        JsonElement page;
        long current = 0;
        do
        {
            page = await client.JsonAsync($"/changes?since={current}&limit=4");
            foreach (JsonElement change in page.GetProperty("Changes").EnumerateArray().Where(each => each.GetProperty("ChangeType").GetString() == "NewInstance"))
            {
                string path = change.GetProperty("Path").GetString()!;
                names.Add((await client.GetAsync($"{path}/content/PatientID")).Text.Trim());
                await client.DeleteAsync(path);
            }

            current = page.GetProperty("Last").GetInt64();
        }
        while (!page.GetProperty("Done").GetBoolean());

        Assert.Equal(["P1", "P2", "P3"], names);
        Assert.Empty((await client.GetAsync("/instances")).Strings);
    }

    [Fact]
    public async Task Replication_copies_every_instance_byte_for_byte()
    {
        await using RunningServer source = await RunningServer.StartAsync();
        await using RunningServer target = await RunningServer.StartAsync();
        var from = new ClientSession(source.Client, ClientSession.Httplib2);
        var to = new ClientSession(target.Client, ClientSession.Httplib2);
        Stored one = await source.StoreAsync(source.NewInstance());
        await source.StoreAsync(source.NewInstance());

        // An address that ends with a slash gives two of them.
        foreach (string study in (await from.GetAsync("//studies")).Strings)
        {
            foreach (JsonElement instance in (await from.JsonAsync($"//studies/{study}/instances")).EnumerateArray())
            {
                byte[] file = (await from.GetAsync($"//instances/{instance.GetProperty("ID")}/file")).Body;
                await to.PostAsync("//instances", file, ("content-type", "application/dicom"));
            }
        }

        Assert.Equal(2, (await to.GetAsync("/instances")).Strings.Length);
        Assert.Equal(one.File, (await to.GetAsync($"/instances/{one.Id}/file")).Body);
    }

    [Fact]
    public async Task Start_of_a_test_run_confirms_settings_and_clears_exports()
    {
        foreach (string path in (string[])["/patients", "/modalities", "/peers", "/plugins", "/jobs", "/jobs?expand"]) await _client.JsonAsync(path);
        await _client.DeleteAsync("/exports");
        Assert.Equal("Latin1", (await _client.PutAsync("/tools/default-encoding", "Latin1"u8.ToArray())).Text);
        Assert.Equal("Latin1", (await _client.GetAsync("/tools/default-encoding")).Text);
        Reply syntaxes = await _client.PutAsync(
            "/tools/accepted-transfer-syntaxes", """["1.2.840.10008.1.*"]"""u8.ToArray(), ("content-type", "application/json"));
        Assert.Equal((await _client.GetAsync("/tools/accepted-transfer-syntaxes")).Strings, syntaxes.Strings);
        Assert.Contains("1.2.840.10008.1.2.4.50", syntaxes.Strings);
        await _client.PutAsync("/tools/unknown-sop-class-accepted", "0"u8.ToArray());
        Assert.Equal("0", (await _client.GetAsync("/tools/unknown-sop-class-accepted")).Text);
        Assert.Equal((await _client.GetAsync("/tools")).Strings.Order(StringComparer.Ordinal), (await _client.GetAsync("/tools")).Strings);
    }

    [Theory]
    [InlineData("/tools/default-encoding", "Utf8", HttpStatusCode.Forbidden)]
    [InlineData("/tools/unknown-sop-class-accepted", "1", HttpStatusCode.Forbidden)]
    [InlineData("/tools/unknown-sop-class-accepted", "maybe", HttpStatusCode.BadRequest)]
    [InlineData("/tools/accepted-transfer-syntaxes", "1.2.840.10008.1.2", HttpStatusCode.Forbidden)]
    [InlineData("/tools/accepted-transfer-syntaxes", "[]", HttpStatusCode.Forbidden)]
    [InlineData("/tools/accepted-transfer-syntaxes", "[1]", HttpStatusCode.BadRequest)]
    [InlineData("/tools/accepted-transfer-syntaxes", "[\"1.2", HttpStatusCode.BadRequest)]
    public async Task Setting_that_is_not_so_is_refused_and_stays(string path, string value, HttpStatusCode expected)
    {
        string before = (await _client.GetAsync(path)).Text;

        Reply reply = await _client.TryPutAsync(path, Encoding.UTF8.GetBytes(value));

        Assert.Equal(expected, reply.Status);
        Assert.NotEmpty(reply.Field("Details"));
        Assert.Equal(before, (await _client.GetAsync(path)).Text);
    }

    [Fact]
    public async Task Upload_with_an_empty_Expect_header_is_answered_at_once()
    {
        byte[] file = _server.NewInstance().ToArray();
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /instances HTTP/1.1\r\nHost: {_server.Client.Uri.Authority}\r\nContent-Length: {file.Length}\r\ncontent-type: application/dicom\r\n"
            + "expect: \r\nuser-agent: Python-httplib2/0.22.0 (gzip)\r\naccept-encoding: gzip, deflate\r\nConnection: close\r\n\r\n"));
        await connection.SendAsync(file);

        string reply = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK", reply, StringComparison.Ordinal);
        Assert.Contains("\"Status\" : \"Success\"", reply, StringComparison.Ordinal);
    }
}
