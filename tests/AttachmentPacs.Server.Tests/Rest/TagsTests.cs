using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Tags in their three forms, the meta header (contract 1.7 and 1.20).</summary>
public sealed class TagsTests(DefaultServer shared) : IClassFixture<DefaultServer>, IAsyncLifetime
{
    private readonly RunningServer _server = shared.Server;
    private Stored _stored = null!;

    public async Task InitializeAsync() => _stored = await _server.StoreAsync(_server.NewInstance()
        .Add(0x0008_0070, "LO", "")
        .Add(0x0010_4000, "LT", new string('L', 257))
        .Add(0x0020_4000, "LT", new string('M', 256))
        .Add(0x0029_0010, "LO", "MAKER")
        .Add(0x0029_1001, "LO", "private")
        .Sequence(0x0008_1140)
        .Sequence(
            0x0040_A043, item => item.Add(0x0008_0100, "SH", "C1").Add(0x0008_0104, "LO", "Käse"), _ => { },
            item => item.Sequence(0x0040_A730, inner => inner.Add(0x0008_0100, "SH", "IN")))
        .Add(0x0072_0078, "UL", [1, 0, 0, 0, 255, 255, 255, 255])
        .Add(0xFFFC_FFFC, "OB", new byte[8]));

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("0010,0010", "PatientName", "String", "Doe^Jané")]
    [InlineData("0028,0010", "Rows", "String", "8")]
    [InlineData("0072,0078", "SelectorULValue", "String", @"1\4294967295")]
    [InlineData("0008,0070", "Manufacturer", "String", "")]
    [InlineData("7fe0,0010", "PixelData", "Null", null)]
    [InlineData("0010,4000", "PatientComments", "TooLong", null)]
    [InlineData("0029,1001", "Unknown Tag & Data", "String", "private")]
    public async Task Full_form_tells_name_type_and_value(string tag, string name, string type, string? value)
    {
        JsonElement element = (await GetAsync("tags")).GetProperty(tag);

        Assert.Equal((name, type, value), (Text(element, "Name"), Text(element, "Type"), Text(element, "Value")));
        Assert.Equal(tag == "0029,1001" ? "MAKER" : null, element.TryGetProperty("PrivateCreator", out JsonElement creator) ? creator.GetString() : null);
    }

    [Fact]
    public async Task Full_form_nests_sequences_and_leaves_out_the_meta_header_and_what_follows_the_pixels()
    {
        JsonElement tags = await GetAsync("tags");
        JsonElement items = tags.GetProperty("0040,a043").GetProperty("Value");

        Assert.Equal(3, items.GetArrayLength());
        Assert.Equal("Käse", Text(items[0].GetProperty("0008,0104"), "Value"));
        Assert.Empty(items[1].EnumerateObject());
        Assert.Equal("IN", Text(items[2].GetProperty("0040,a730").GetProperty("Value")[0].GetProperty("0008,0100"), "Value"));
        Assert.Equal(0, tags.GetProperty("0008,1140").GetProperty("Value").GetArrayLength());
        Assert.DoesNotContain(tags.EnumerateObject(), each => each.Name.StartsWith("0002", StringComparison.Ordinal) || each.Name == "fffc,fffc");
        Assert.Equal("Null", Text((await GetAsync("tags?whole")).GetProperty("fffc,fffc"), "Type"));
    }

    [Fact]
    public async Task Simplified_form_is_the_same_by_both_routes_and_short_has_numbers()
    {
        JsonElement simple = await GetAsync("simplified-tags");
        JsonElement shortForm = await GetAsync("tags?short");

        Assert.Equal((await _server.Client.GetAsync($"{_stored.Path}/tags?simplify")).Text, (await _server.Client.GetAsync($"{_stored.Path}/simplified-tags")).Text);
        Assert.Equal(("Doe^Jané", "8", null, null), (Text(simple, "PatientName"), Text(simple, "Rows"), Text(simple, "PixelData"), Text(simple, "PatientComments")));
        Assert.Equal("Käse", Text(simple.GetProperty("ConceptNameCodeSequence")[0], "CodeMeaning"));
        Assert.Equal("Käse", Text(shortForm.GetProperty("0040,a043")[0], "0008,0104"));
    }

    [Theory]
    [InlineData("PatientComments")]
    [InlineData("0010-4000")]
    [InlineData("00104000")]
    public async Task Ignore_length_shows_long_text(string tag)
    {
        Assert.Equal(new string('L', 257), Text((await GetAsync($"tags?ignore-length={tag}")).GetProperty("0010,4000"), "Value"));
        Assert.Equal(new string('M', 256), Text(await GetAsync("simplified-tags"), "ImageComments"));
        (await _server.Client.GetAsync($"{_stored.Path}/tags?ignore-length=Zork")).IsError(HttpStatusCode.BadRequest, 27);
    }

    [Fact]
    public async Task Header_is_the_meta_header()
    {
        JsonElement header = await GetAsync("header");

        Assert.All(header.EnumerateObject(), each => Assert.StartsWith("0002,", each.Name, StringComparison.Ordinal));
        Assert.Equal(DicomBuilder.ExplicitLittleEndian, Text(header.GetProperty("0002,0010"), "Value"));
        Assert.Equal(DicomBuilder.ExplicitLittleEndian, Text(await GetAsync("header?simplify"), "TransferSyntaxUID"));
    }

    [Theory]
    [InlineData("tags")]
    [InlineData("simplified-tags")]
    [InlineData("header")]
    [InlineData("file")]
    [InlineData("content")]
    public async Task Unknown_instance_is_404(string what) => (await _server.Client.GetAsync($"/instances/nope/{what}")).IsError(HttpStatusCode.NotFound, 17);

    private async Task<JsonElement> GetAsync(string what)
    {
        Reply reply = (await _server.Client.GetAsync($"{_stored.Path}/{what}")).IsOk();
        Assert.Equal("application/json; charset=utf-8", reply.ContentType);
        return reply.Json;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
