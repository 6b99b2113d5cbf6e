using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Ranges of plain and compressed attachments by RFC 9110 14, and with <c>Http:OrthancQuirks</c> by contract 1.3.</summary>
public sealed class RangeTests(DefaultServer shared) : IClassFixture<DefaultServer>, IAsyncLifetime
{
    private const int Size = 2_500_000;

    private static readonly byte[] Sample = Content();

    private readonly byte[] _content = Sample;
    private readonly RunningServer _server = shared.Server;
    private string _path = null!;

    public async Task InitializeAsync()
    {
        _path = $"{(await _server.StoreAsync(_server.NewInstance())).Path}/attachments/1024";
        (await _server.Client.PutAsync(_path, _content)).IsOk();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("plain")]
    [InlineData("compress")]
    public async Task Range_within_the_content_is_206_with_its_bytes(string form)
    {
        if (form != "plain") (await _server.Client.PostAsync($"{_path}/{form}")).IsOk();
        foreach ((string range, int from, int to) in new[]
        {
            ("0-0", 0, 0), ("0-9", 0, 9), ($"{Size - 7}-", Size - 7, Size - 1), ("-7", Size - 7, Size - 1), ("-99999999", 0, Size - 1), ("0-", 0, Size - 1),
            ("10-99999999", 10, Size - 1), ("100-99999999999999999999999", 100, Size - 1), ("1048570-1048590", 1048570, 1048590), ("1000000-2200000", 1000000, 2200000),
        })
        {
            Reply reply = (await _server.Client.GetAsync($"{_path}/data", ("Range", $"bytes={range}"))).Is(HttpStatusCode.PartialContent);
            Assert.Equal($"bytes {from}-{to}/{Size}", reply["Content-Range"]);
            Assert.True(_content.AsSpan(from, to - from + 1).SequenceEqual(reply.Body), range);
            Assert.Equal("application/octet-stream", reply.ContentType);
            Assert.NotNull(reply.ETag);
        }
    }

    [Theory]
    [InlineData("2500000-")]
    [InlineData("2500001-2500010")]
    [InlineData("-0")]
    [InlineData("5-2")]
    [InlineData("-")]
    [InlineData("abc")]
    [InlineData("99999999999999999999999-")]
    public async Task Range_that_cannot_be_satisfied_is_416_with_the_size(string range)
    {
        Reply reply = (await _server.Client.GetAsync($"{_path}/data", ("Range", $"bytes={range}"))).IsError(HttpStatusCode.RequestedRangeNotSatisfiable, 41);

        Assert.Equal($"bytes */{Size}", reply["Content-Range"]);
    }

    [Theory]
    [InlineData("items=0-1")]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("bytes")]
    public async Task Range_of_another_kind_is_ignored(string range)
    {
        Reply reply = (await _server.Client.GetAsync($"{_path}/data", ("Range", range))).IsOk();

        Assert.Equal(Size, reply.Body.Length);
        Assert.Null(reply["Content-Range"]);
    }

    [Fact]
    public async Task If_Range_of_another_tag_gives_the_whole_and_If_None_Match_goes_first()
    {
        string tag = PublicId.Tag(0, _content);

        (await _server.Client.GetAsync($"{_path}/data", ("Range", "bytes=0-4"), ("If-Range", tag))).Is(HttpStatusCode.PartialContent);
        (await _server.Client.GetAsync($"{_path}/data", ("Range", "bytes=0-4"), ("If-Range", PublicId.Tag(9, _content)))).IsOk();
        (await _server.Client.GetAsync($"{_path}/data", ("Range", "bytes=0-4"), ("If-None-Match", tag))).IsEmpty(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Range_of_compressed_data_is_of_the_stored_bytes()
    {
        (await _server.Client.PostAsync($"{_path}/compress")).IsOk();
        byte[] stored = (await _server.Client.GetAsync($"{_path}/compressed-data")).IsOk().Body;

        Reply reply = (await _server.Client.GetAsync($"{_path}/compressed-data", ("Range", "bytes=3-9"))).Is(HttpStatusCode.PartialContent);

        Assert.Equal(stored[3..10], reply.Body);
        Assert.Equal($"bytes 3-9/{stored.Length}", reply["Content-Range"]);
    }

    [Fact]
    public async Task Range_of_an_empty_content_is_416()
    {
        (await _server.Client.PutAsync(_path, [])).IsOk();

        Assert.Equal("bytes */0", (await _server.Client.GetAsync($"{_path}/data", ("Range", "bytes=0-"))).Is(HttpStatusCode.RequestedRangeNotSatisfiable)["Content-Range"]);
        Assert.Empty((await _server.Client.GetAsync($"{_path}/data")).IsOk().Body);
    }

    // Compressible, no two blocks alike.
    private static byte[] Content()
    {
        byte[] content = new byte[Size];
        new Random(1).NextBytes(content);
        for (int i = 0; i < Size; i++) content[i] &= 0x0F;
        return content;
    }
}
