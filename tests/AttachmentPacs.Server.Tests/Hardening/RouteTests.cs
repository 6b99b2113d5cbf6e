using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Hostile text in each parameter of each route; routes that must not be.</summary>
public class RouteTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private static readonly string[] Breakouts =
    [
        "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cwindows%5cwin.ini", "%252e%252e%252fetc%252fpasswd", "%2fetc%2fpasswd",
        "....%2f%2fetc", "file:%2f%2f%2fetc%2fpasswd", "index.db", "..%00.dcm", "%c0%ae%c0%ae%2fetc", "con", "~root", "$(id)", "'%20OR%201=1--", "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "99999999999999999999", "-1", "%0d%0aSet-Cookie:%20a=b", "%F0%9F%92%A9", "%", "%zz",
    ];

    // Each of these was, in some product, a way to write a file, to run a program, or to reach another machine.
    public static TheoryData<string, string, string> Forbidden() => new()
    {
        { "POST", "/instances/{id}/export", "/tmp/apacs-export.dcm" },
        { "POST", "/studies/{id}/export", "/tmp/apacs-export" },
        { "POST", "/tools/execute-script", "os.execute('id')" },
        { "POST", "/tools/create-media", "{}" },
        { "POST", "/studies/{id}/media", "/tmp" },
        { "POST", "/instances/{id}/move", "/tmp" },
        { "PUT", "/plugins/evil", "/tmp/evil.so" },
        { "PUT", "/storage/..%2fevil", "x" },
        { "GET", "/..%2f..%2fetc%2fpasswd", "" },
        { "GET", "/data/index.db", "" },
        { "GET", "/appsettings.json", "" },
    };

    [Fact]
    public async Task Parameter_that_tries_to_break_out_is_refused_on_every_route()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        Baseline before = await Baseline.OfAsync(server);
        List<string> wrong = [];
        int asked = 0;
        foreach ((string method, string pattern) in server.Routes)
        {
            foreach (string parameter in RouteSamples.Parameters(pattern))
            {
                // What is made of letters, digits and hyphens alone is a label like any other.
                foreach (string value in Breakouts.Where(value => parameter != "label" || !value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')))
                {
                    string path = RouteSamples.Path(pattern, stored, parameter, value);
                    Reply reply = await server.Client.SendAsync(new HttpMethod(method), path, method == "GET" ? null : new ByteArrayContent("1"u8.ToArray()));
                    asked++;
                    if ((int)reply.Status is < 400 or > 499 || reply.Text.Contains("root:", StringComparison.Ordinal) || reply["Set-Cookie"] is not null)
                    {
                        wrong.Add($"{method} {path}: {(int)reply.Status} {reply.Text[..Math.Min(60, reply.Text.Length)]}");
                    }
                }
            }
        }

        Assert.True(asked > 1000, $"{asked} requests");
        Assert.Empty(wrong);
        await before.AssertUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task Route_that_takes_a_server_path_or_runs_code_does_not_exist(string method, string pattern, string body)
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        Baseline before = await Baseline.OfAsync(server);

        Reply reply = await server.Client.SendAsync(
            new HttpMethod(method), RouteSamples.Path(pattern, stored), body.Length == 0 ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

        Assert.True(reply.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{reply.Status} {reply.Text}");
        await before.AssertUnharmedAsync();
        Assert.False(File.Exists("/tmp/apacs-export.dcm") || Directory.Exists("/tmp/apacs-export"));
    }

    [Theory]
    [InlineData("/", 8_000)]
    [InlineData("/a", 4_000)]
    [InlineData("/%2e%2e", 1_000)]
    public async Task Path_of_many_segments_is_answered_at_once(string segment, int count)
    {
        Reply reply = await shared.Server.Client.GetAsync(string.Concat(Enumerable.Repeat(segment, count)));

        Assert.InRange((int)reply.Status, 200, 499);
        (await shared.Server.Client.GetAsync("/system")).IsOk();
    }
}
