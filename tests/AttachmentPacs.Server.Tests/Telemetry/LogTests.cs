using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Telemetry;

/// <summary>The log of the program itself: its forms, its levels at run time, and what must never be in it.</summary>
public class LogTests
{
    [Fact]
    public async Task Json_log_has_an_object_a_line_with_number_level_and_UTC_time()
    {
        using var folder = new TemporaryFolder();
        await using ChildServer server = await ChildServer.StartAsync(folder.Path, "Logging:Format=json", "Logging:LogLevel:AttachmentPacs.Access=Information");
        (await server.Client.GetAsync("/system")).IsOk();
        Assert.Equal(0, await server.StopAsync());

        JsonElement[] lines = [.. Lines(await server.LogAsync()).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement access = Assert.Single(lines, line => line.GetProperty("EventId").GetInt32() == 2030);
        Assert.Equal("Information", access.GetProperty("LogLevel").GetString());
        Assert.Equal("AttachmentPacs.Access", access.GetProperty("Category").GetString());
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z", access.GetProperty("Timestamp").GetString());
        Assert.Equal("/system", access.GetProperty("State").GetProperty("Route").GetString());
        Assert.Equal(200, access.GetProperty("State").GetProperty("Status").GetInt32());
    }

    [Fact]
    public async Task Access_log_is_off_by_default_and_shows_the_template_of_a_route()
    {
        using var folder = new TemporaryFolder();
        await using (ChildServer plain = await ChildServer.StartAsync(folder.Path))
        {
            (await plain.Client.GetAsync("/system")).IsOk();
            await plain.StopAsync();
            Assert.DoesNotContain("[2030]", await plain.LogAsync(), StringComparison.Ordinal);
        }

        await using ChildServer server = await ChildServer.StartAsync(folder.Path, "Logging:LogLevel:AttachmentPacs.Access=Information");
        (await server.Client.GetAsync("/patients/MARKER?MARKER")).Is(HttpStatusCode.NotFound);
        await server.StopAsync();
        string line = Assert.Single(Lines(await server.LogAsync()), each => each.Contains("[2030]", StringComparison.Ordinal));
        Assert.Matches(@"GET /patients/\{id\} 404, \d+ bytes in \d+ ms, user -, from 127\.0\.0\.1\z", line);
    }

    [Theory]
    [InlineData("GET", "/exports?_method=DELETE", "DELETE /exports 200")]
    [InlineData("POST", "/exports", "DELETE /exports 200")]
    [InlineData("HEAD", "/tools/now", "HEAD /tools/now 200")]
    public async Task Access_log_shows_the_method_that_was_meant(string method, string path, string line)
    {
        using var log = new LogLines();
        await using RunningServer server = await RunningServer.StartAsync(log, "Logging:LogLevel:AttachmentPacs.Access=Information");
        (string, string)[] disguise = method == "POST" ? [("X-HTTP-Method-Override", "DELETE")] : [];

        (await server.Client.SendAsync(new HttpMethod(method), path, null, disguise)).IsOk();

        await Eventually.HoldsAsync("the line is written", () => log.Of(2030).Length == 1);
        Assert.StartsWith(line, log.Of(2030)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_log_names_the_user_whose_role_does_not_do()
    {
        using var log = new LogLines();
        await using RunningServer server = await RunningServer.StartAsync(log, [.. Login.User("reader", "r", "Read"), "Logging:LogLevel:AttachmentPacs.Access=Information"]);

        (await server.Client.DeleteAsync("/exports", Login.Basic("reader", "r"))).IsError(HttpStatusCode.Forbidden, 45);

        await Eventually.HoldsAsync("the line is written", () => log.Of(2030).Length == 1);
        Assert.Contains("user reader, ", log.Of(2030)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Level_is_changed_and_taken_back_while_the_server_runs()
    {
        using var folder = new TemporaryFolder();
        await using ChildServer server = await ChildServer.StartAsync(folder.Path);
        await LevelsAsync(server, "default", "/tools/log-level", "/tools/log-level-http", "/tools/log-level-lua");
        await AskAsync(server, "/tools/now");

        (await server.Client.PutAsync("/tools/log-level", "verbose")).IsOk();
        await LevelsAsync(server, "verbose", "/tools/log-level", "/tools/log-level-generic", "/tools/log-level-dicom");
        await AskAsync(server, "/tools/generate-uid?level=study");
        (await server.Client.PutAsync("/tools/log-level", "default")).IsOk();
        await AskAsync(server, "/changes");

        (await server.Client.PutAsync("/tools/log-level-http", "trace")).IsOk();
        await LevelsAsync(server, "trace", "/tools/log-level", "/tools/log-level-http");
        await LevelsAsync(server, "default", "/tools/log-level-generic", "/tools/log-level-sqlite");
        await AskAsync(server, "/exports");
        (await server.Client.PutAsync("/tools/log-level", "loud")).IsError(HttpStatusCode.BadRequest, 3);
        await server.StopAsync();

        string log = await server.LogAsync();
        foreach ((string route, bool isLogged) in ((string, bool)[])[("/tools/now", false), ("/tools/generate-uid", true), ("/changes", false), ("/exports", true)])
        {
            Assert.True(isLogged == log.Contains($"GET {route} 200", StringComparison.Ordinal), $"{route} in:\n{log}");
        }
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Json")]
    public async Task Patient_data_are_not_in_the_log(string format)
    {
        using var folder = new TemporaryFolder();
        await using ChildServer server = await ChildServer.StartAsync(
            folder.Path, $"Logging:Format={format}", "Logging:LogLevel:Default=Information", "Logging:LogLevel:AttachmentPacs.Access=Information");
        DicomBuilder instance = Marked();
        Stored stored = await server.Client.StoreAsync(instance.ToArray());
        byte[] file = instance.ToArray();

        // Known, known with other content, cut off, without identity, with a tail, of an unknown character set, a ZIP, a form, no DICOM at all.
        (await server.Client.PostAsync("/instances", file)).IsOk();
        (await server.Client.PostAsync("/instances", Marked().Add(0x0010_4000, "LT", "MARKER other").ToArray())).IsOk();
        await RefusedAsync(server, file[..^20]);
        await RefusedAsync(server, Marked().Remove(0x0020_000D).ToArray());
        await server.Client.PostAsync("/instances", [.. file, .. "MARKERMARKERMARKER"u8]);
        await server.Client.PostAsync("/instances", Marked(9).Add(0x0008_0005, "CS", "ISO_IR 999").ToArray());
        await server.Client.PostAsync("/instances", Encoding.ASCII.GetBytes("PK\u0003\u0004MARKER/MARKER.dcm"));
        await server.Client.PostAsync("/instances", "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"MARKER.dcm\"\r\n\r\nMARKER\r\n--x--"u8.ToArray(), ("Content-Type", "multipart/form-data; boundary=x"));
        await RefusedAsync(server, "MARKER"u8.ToArray());

        // Look-ups, names and values of a client's own; a damaged file, read and verified; a foreign page.
        await server.Client.PostAsync("/tools/lookup", "MARKERID");
        await server.Client.GetAsync($"{stored.Path}/content/0010-0010?MARKER");
        await server.Client.PutAsync($"{stored.Path}/metadata/1024", "MARKER");
        await server.Client.PutAsync($"{stored.Path}/labels/MARKER");
        await server.Client.PostAsync("/tools/bulk-delete", "{\"Resources\":[\"MARKER\"]}");
        await server.Client.PostAsync("/instances", file, ("Origin", "http://example.org"));
        string uuid = (await server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).IsOk().Field("Uuid");
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "storage", uuid[..2], uuid[2..4], uuid), new byte[file.Length]);
        (await server.Client.GetAsync($"{stored.Path}/file")).Is(HttpStatusCode.InternalServerError);
        await server.Client.PostAsync($"{stored.Attachment("dicom")}/verify-md5");
        await server.Client.StoreAsync(file);
        await server.Client.DeleteAsync(stored.Levels[0]);
        await server.StopAsync();

        string log = await server.LogAsync();
        Assert.Contains("1003", log, StringComparison.Ordinal);
        Assert.Contains("1002", log, StringComparison.Ordinal);
        Assert.DoesNotContain("MARKER", log, StringComparison.OrdinalIgnoreCase);
    }

    private static DicomBuilder Marked(int instance = 1) =>
        DicomBuilder.Instance("MARKERID", instance: instance).Add(0x0010_0010, "PN", "MARKER^NAME").Add(0x0008_0050, "SH", "MARKERACC").Add(0x0008_1030, "LO", "MARKER study");

    private static async Task RefusedAsync(ChildServer server, byte[] file) =>
        Assert.InRange((int)(await server.Client.PostAsync("/instances", file)).Status, 400, 499);

    private static async Task AskAsync(ChildServer server, string path) => (await server.Client.GetAsync(path)).IsOk();

    private static async Task LevelsAsync(ChildServer server, string expected, params string[] paths)
    {
        foreach (string path in paths) Assert.Equal(expected, (await server.Client.GetAsync(path)).IsOk().Text);
    }

    private static string[] Lines(string log) => log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
