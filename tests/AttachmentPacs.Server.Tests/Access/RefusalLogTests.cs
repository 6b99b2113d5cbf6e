using System.Net;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Lines about refused requests: who, what, why; no secrets, no second lines, no flood.</summary>
public class RefusalLogTests
{
    private readonly ManualTime _time = new();
    private readonly RecordingLog<RefusalLog> _lines = new();

    [Fact]
    public void Line_names_address_user_method_path_and_reason_without_query_and_credentials()
    {
        using var log = new RefusalLog(_lines, _time);
        HttpContext http = Request("/instances/x");
        http.Request.QueryString = new QueryString("?secret=1");
        (string name, string value) = Login.Basic("alice", "hunter2");
        http.Request.Headers[name] = value;

        log.Report(http, Refusal("alice"));

        Assert.Equal(
            (2020, LogLevel.Warning, "GET /instances/x from 192.0.2.7 as user \"alice\" was refused with status 401: wrong password"), Assert.Single(_lines.Lines));
    }

    [Fact]
    public void Line_stays_one_line_whatever_the_client_calls_itself()
    {
        using var log = new RefusalLog(_lines, _time);

        log.Report(Request("/a\r\nb"), Refusal("al\nice\u001b[31m\u202e\u2028" + new string('x', 100)));

        string text = Assert.Single(_lines.Lines).Text;
        Assert.DoesNotContain(text, each => char.IsControl(each) || each is '\u202e' or '\u2028');
        Assert.Contains("GET /a??b ", text, StringComparison.Ordinal);
        Assert.Contains($"\"al?ice?[31m??{new string('x', 51)}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Flood_is_counted_and_told_in_the_next_minute()
    {
        using var log = new RefusalLog(_lines, _time);
        for (int i = 0; i < 1000; i++) log.Report(Request("/"), Refusal("alice"));
        Assert.Equal(RefusalLog.MostLines, _lines.Lines.Count);

        _time.Now += TimeSpan.FromMinutes(1);
        log.Report(Request("/"), Refusal("bob"));

        Assert.Equal(RefusalLog.MostLines + 2, _lines.Lines.Count);
        Assert.Contains(_lines.Lines, line => line is (2021, LogLevel.Warning, "900 more requests were refused, or sent without credentials, than the log shows"));
        Assert.Contains("bob", _lines.Lines.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Flood_at_the_end_is_told_when_the_server_stops()
    {
        var log = new RefusalLog(_lines, _time);
        for (int i = 0; i < RefusalLog.MostLines + 7; i++) log.Report(Request("/"), Refusal("alice"));

        log.Dispose();

        Assert.StartsWith("7 more", _lines.Lines.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_without_credentials_are_information_and_take_no_room_from_refusals()
    {
        using var log = new RefusalLog(_lines, _time);
        for (int i = 0; i < 1000; i++) log.Report(Request("/"), new AccessException(401, "", "no credentials", "") { IsChallenge = true });

        log.Report(Request("/"), Refusal("alice"));

        Assert.Equal((2024, LogLevel.Information, "GET / from 192.0.2.7 came without credentials and was asked for some"), _lines.Lines.First());
        Assert.Equal(2020, _lines.Lines.Last().Number);
    }

    private static AccessException Refusal(string user) => new(401, "", "wrong password", user);

    private static DefaultHttpContext Request(string path)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        http.Request.Method = "GET";
        http.Request.Path = path;
        return http;
    }
}
