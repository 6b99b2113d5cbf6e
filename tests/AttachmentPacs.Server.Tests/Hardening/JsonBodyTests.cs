using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>JSON and other small bodies: counted as they come, whatever is claimed, and never nested deeply.</summary>
public class JsonBodyTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private const string Route = "/tools/bulk-delete";

    [Theory]
    [InlineData(65)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task Json_nested_deeper_than_64_is_400(int depth)
    {
        Baseline before = await Baseline.OfAsync(shared.Server);

        Reply arrays = await shared.Server.Client.PostAsync(Route, new string('[', depth) + new string(']', depth));
        Reply objects = await shared.Server.Client.PostAsync(Route, string.Concat(Enumerable.Repeat("{\"a\":", depth / 5)));

        arrays.IsError(HttpStatusCode.BadRequest, 28);
        Assert.InRange((int)objects.Status, 400, 499);
        await before.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nul")]
    [InlineData("\"\\ud800")]
    [InlineData("{\"Resources\":[\"")]
    [InlineData("\uFEFF\uFEFF{}")]
    public async Task Json_that_is_none_is_400(string body)
    {
        Baseline before = await Baseline.OfAsync(shared.Server);

        (await shared.Server.Client.PostAsync(Route, body)).IsError(HttpStatusCode.BadRequest, 28);
        (await shared.Server.Client.PostAsync(Route, [0xFF, 0xFE, .. Encoding.Latin1.GetBytes(body)])).IsError(HttpStatusCode.BadRequest, 28);

        await before.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{\"Resources\":{}}")]
    [InlineData("{\"Resources\":[{\"ID\":{\"ID\":1}}]}")]
    [InlineData("{\"Resources\":[1e400, -0]}")]
    public async Task Json_of_another_shape_is_400_and_deletes_nothing(string body)
    {
        Baseline before = await Baseline.OfAsync(shared.Server);

        (await shared.Server.Client.PostAsync(Route, body)).Is(HttpStatusCode.BadRequest);

        await before.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("/modalities/m", "[\"A\",\"h\\ud800\",104]")]
    [InlineData("/modalities/m", "{\"AET\":\"A\",\"Host\":\"h\",\"Port\":104,\"\\udc00\":1}")]
    [InlineData("/modalities/m", "[\"A\",\"h\u00FF\",104]")]
    [InlineData("/modalities/m/echo", "{\"LocalAet\":\"\\ud800\"}")]
    [InlineData("/modalities/m/store", "[\"\\ud800\"]")]
    [InlineData("/modalities/m/store", "[\"\u00FF\"]")]
    [InlineData("/tools/bulk-delete", "{\"Resources\":[\"\\ud800\\ud800\"]}")]
    public async Task Json_with_half_a_character_is_400(string path, string body)
    {
        RestClient client = shared.Server.Client;
        (await client.PutAsync("/modalities/m", "[\"M\",\"127.0.0.1\",104]")).IsOk();
        byte[] bytes = Encoding.Latin1.GetBytes(body);

        Reply reply = path == "/modalities/m" ? await client.PutAsync(path, bytes) : await client.PostAsync(path, bytes);

        reply.IsError(HttpStatusCode.BadRequest, 28);
    }

    [Fact]
    public async Task Json_longer_than_its_limit_is_413_by_counting()
    {
        await using RunningServer server = await RunningServer.StartAsync("Limits:JsonBytes=1000");
        Stored stored = await server.StoreAsync(server.NewInstance());
        string fits = $"{{\"Resources\":[\"{stored.Id}\"]}}";
        Baseline before = await Baseline.OfAsync(server);

        Reply counted = await server.Client.SendChunkedAsync(HttpMethod.Post, Route, new MemoryStream(Encoding.UTF8.GetBytes(fits.PadRight(1001))));
        Reply whole = await shared.Server.Client.PostAsync(Route, new string(' ', (16 << 20) + 1));

        counted.IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Assert.Contains("Limits:JsonBytes", counted.Field("Details"), StringComparison.Ordinal);
        whole.IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        await before.AssertUnharmedAsync();
        (await server.Client.PostAsync(Route, fits.PadRight(1000))).IsOk();
        (await server.Client.GetAsync(stored.Path)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Metadata_longer_than_its_limit_is_400_by_counting()
    {
        await using RunningServer server = await RunningServer.StartAsync("Limits:MetadataBytes=10");
        Stored stored = await server.StoreAsync(server.NewInstance());
        string path = $"{stored.Path}/metadata/1024";

        (await server.Client.PutAsync(path, "0123456789")).IsOk();
        Reply reply = await server.Client.SendChunkedAsync(HttpMethod.Put, path, new MemoryStream("0123456789a"u8.ToArray()));

        reply.IsError(HttpStatusCode.BadRequest, 8);
        Assert.Contains("Limits:MetadataBytes", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Equal("0123456789", (await server.Client.GetAsync(path)).IsOk().Text);
    }
}
