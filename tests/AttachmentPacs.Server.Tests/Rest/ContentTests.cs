using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>The file of an instance, and the raw values in it (contract 1.7).</summary>
public sealed class ContentTests(DefaultServer shared) : IClassFixture<DefaultServer>, IAsyncLifetime
{
    private readonly RunningServer _server = shared.Server;
    private Stored _stored = null!;

    public async Task InitializeAsync() => _stored = await _server.StoreAsync(_server.NewInstance()
        .Add(0x0008_0070, "LO", "")
        .Sequence(0x0040_A043, item => item.Sequence(0x0040_A730, inner => inner.Add(0x0008_0100, "SH", "IN")), _ => { }));

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("0008-0020", "20240229")]
    [InlineData("StudyDate", "20240229")]
    [InlineData("0008,0020", "20240229")]
    [InlineData("0008-0070", "")]
    [InlineData("0028-0010", "\b\0")]
    [InlineData("0040-a043/0/0040-a730/0/0008-0100", "IN")]
    public async Task Leaf_is_its_raw_bytes(string path, string value)
    {
        Reply reply = await _server.Client.GetAsync($"{_stored.Path}/content/{path}");

        Assert.Equal((value, "application/octet-stream"), (Encoding.Latin1.GetString(reply.IsOk().Body), reply.ContentType));
    }

    [Fact]
    public async Task Data_set_sequence_item_and_pixels_list_what_is_below()
    {
        string[] tags = (await _server.Client.GetAsync($"{_stored.Path}/content")).IsOk().Strings;

        Assert.Equal(tags.Order(StringComparer.Ordinal), tags);
        Assert.Contains("7fe0-0010", tags);
        Assert.Equal(["0", "1"], (await _server.Client.GetAsync($"{_stored.Path}/content/0040-a043")).IsOk().Strings);
        Assert.Equal(["0040-a730"], (await _server.Client.GetAsync($"{_stored.Path}/content/0040-a043/0")).IsOk().Strings);
        Assert.Empty((await _server.Client.GetAsync($"{_stored.Path}/content/0040-a043/1")).IsOk().Strings);
        Assert.Equal(["0"], (await _server.Client.GetAsync($"{_stored.Path}/content/7fe0-0010")).IsOk().Strings);
        Assert.Equal(Enumerable.Range(0, 64).Select(value => (byte)value), (await _server.Client.GetAsync($"{_stored.Path}/content/7fe0-0010/0")).IsOk().Body);
    }

    [Theory]
    [InlineData("0099-0099", 404)]
    [InlineData("0040-a043/7", 404)]
    [InlineData("0040-a043/x", 404)]
    [InlineData("0040-a043/-1", 404)]
    [InlineData("0010-0020/0", 404)]
    [InlineData("Zork", 400)]
    public async Task Path_that_leads_nowhere_is_refused(string path, int status) =>
        (await _server.Client.GetAsync($"{_stored.Path}/content/{path}")).Is((HttpStatusCode)status);

    [Fact]
    public async Task File_is_named_after_the_instance_or_as_asked()
    {
        Reply file = (await _server.Client.GetAsync($"{_stored.Path}/file")).IsOk();

        Assert.Equal((_stored.Id + ".dcm", "application/dicom"), (file["Content-Disposition"]!.Split('"')[1], file.ContentType));
        Assert.Equal("filename=\"a.dcm\"", (await _server.Client.GetAsync($"{_stored.Path}/file?filename=a.dcm"))["Content-Disposition"]);
    }

    [Theory]
    [InlineData("a%0d%0aX-Evil:%201%0d%0a%0d%0a%3Chtml%3E")]
    [InlineData("a%22;x=%22b.dcm")]
    [InlineData("Zo%C3%AB%E6%BC%A2.dcm")]
    [InlineData("a%00b")]
    [InlineData("%ff%fe")]
    [InlineData("")]
    public async Task File_name_cannot_break_out_of_its_header(string name)
    {
        string reply = await RawConnection.AskAsync(
            _server.Client.Uri, $"GET {_stored.Path}/file?filename={name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        string head = reply[..reply.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
        string[] lines = head.Split("\r\n");
        Assert.DoesNotContain(lines, line => line.StartsWith("X-Evil", StringComparison.OrdinalIgnoreCase));
        string disposition = Assert.Single(lines, line => line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, disposition.Count(letter => letter == '"'));
        Assert.DoesNotContain(disposition, char.IsControl);
    }

    [Fact]
    public async Task Transcode_gives_the_stored_syntax_and_refuses_others()
    {
        Assert.Equal(_stored.File, (await _server.Client.GetAsync($"{_stored.Path}/file?transcode={DicomBuilder.ExplicitLittleEndian}")).IsOk().Body);
        (await _server.Client.GetAsync($"{_stored.Path}/file?transcode={DicomBuilder.ImplicitLittleEndian}")).IsError(HttpStatusCode.BadRequest, 3);
    }
}
