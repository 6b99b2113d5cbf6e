using System.Net;
using System.Text.RegularExpressions;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.Server.Ui;

namespace AttachmentPacs.Server.Tests.OpenApi;

/// <summary>The page that shows the description: all its parts come from here, under a policy that allows nothing else.</summary>
public class DocsPageTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RestClient _client = shared.Server.Client;

    [Fact]
    public async Task Page_has_no_inline_code_and_refers_to_nothing_but_its_parts()
    {
        Reply page = (await _client.GetAsync("/docs")).IsOk();

        Assert.Equal("text/html; charset=utf-8", page.ContentType);
        Assert.DoesNotMatch("(?i)<script[^>]*>[^<]|<style|style=| on[a-z]+=|https?:", page.Text);
        string[] parts = [.. Regex.Matches(page.Text, "(?:src|href)=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(6, parts.Length);
        foreach (string part in parts) (await _client.GetAsync(part)).IsOk();
    }

    [Fact]
    public async Task Every_part_is_there_with_the_policy_packed_and_unpacked()
    {
        foreach (string name in PageAnswer.Names)
        {
            Reply plain = (await _client.GetAsync($"/docs/{name}")).IsOk();
            Reply packed = (await _client.GetAsync($"/docs/{name}", ("Accept-Encoding", "gzip"))).IsOk();

            foreach (Reply reply in (Reply[])[plain, packed])
            {
                Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", reply["Content-Security-Policy"], StringComparison.Ordinal);
                Assert.Contains("frame-ancestors 'none'", reply["Content-Security-Policy"], StringComparison.Ordinal);
                Assert.DoesNotContain("unsafe", reply["Content-Security-Policy"], StringComparison.Ordinal);
                Assert.Equal(("nosniff", "no-referrer"), (reply["X-Content-Type-Options"], reply["Referrer-Policy"]));
                Assert.NotEmpty(reply.Body);
            }

            Assert.Null(plain["Content-Encoding"]);
            if (packed["Content-Encoding"] == "gzip") Assert.Equal(plain.Body, Unpack(packed.Body));
        }
    }

    [Theory]
    [InlineData("/docs/index.js")]
    [InlineData("/docs/..%2fappsettings.json")]
    [InlineData("/docs/docs.html%00")]
    public async Task Any_other_part_is_not_there(string path) => Assert.InRange((int)(await _client.GetAsync(path)).Status, 400, 404);

    [Fact]
    public async Task Root_sends_browsers_to_the_page_and_answers_JSON_to_others()
    {
        Reply browser = (await _client.GetAsync("/", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"))).Is(HttpStatusCode.Redirect);
        Assert.Equal(("/docs", "Accept"), (browser["Location"], browser["Vary"]));

        Assert.Equal("/docs", (await _client.GetAsync("/", ("Accept", "*/*"))).IsOk().Field("Docs"));
        Assert.Equal("/openapi/v1.json", (await _client.GetAsync("/")).IsOk().Field("OpenApi"));
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var inflated = new System.IO.Compression.GZipStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using var all = new MemoryStream();
        inflated.CopyTo(all);
        return all.ToArray();
    }
}
