using System.Net;
using System.Text;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads.Encodings;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary><c>Content-Encoding</c> of instances and of user attachments, on the wire (RFC 9110 8.4; limits: hardening).</summary>
public class EncodedUploadTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    public static TheoryData<string> Codings => [.. Packing.Codings];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Instance_and_attachment_are_stored_as_they_were_before_the_coding(string coding)
    {
        byte[] file = _server.NewInstance().Pixels(new byte[200_000]).ToArray();
        byte[] packed = Packing.Pack(coding, file);

        string path = (await _server.Client.PostAsync("/instances", packed, Encoded(coding))).IsOk().Field("Path");
        Reply put = (await _server.Client.PutAsync($"{path}/attachments/1024", packed, Encoded(coding))).IsOk();

        Assert.Equal(file, (await _server.Client.GetAsync($"{path}/file")).IsOk().Body);
        Assert.Equal(file, (await _server.Client.GetAsync($"{path}/attachments/1024/data")).IsOk().Body);
        Assert.Equal(PublicId.Tag(0, file), put.ETag);
    }

    [Theory]
    [InlineData("gzip, zstd", "gzip", "zstd")]
    [InlineData("BR,x-gzip", "br", "gzip")]
    [InlineData("deflate, identity, deflate", "deflate", "deflate")]
    public async Task Two_codings_are_undone_from_the_last_to_the_first(string header, string first, string second)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] content = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 3000)));

        await _server.Client.PutAsync(stored.Attachment("1024"), Packing.Pack(second, Packing.Pack(first, content)), ("Content-Encoding", header));

        Assert.Equal(content, (await _server.Client.GetAsync($"{stored.Attachment("1024")}/data")).IsOk().Body);
    }

    [Theory]
    [InlineData("lzma")]
    [InlineData("gzip, compress")]
    [InlineData("gzip, gzip, gzip")]
    public async Task Coding_that_is_not_known_is_415_with_those_that_are(string header)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        foreach (Reply reply in (Reply[])
            [await _server.Client.PostAsync("/instances", [1], ("Content-Encoding", header)), await _server.Client.PutAsync(stored.Attachment("1024"), [1], ("Content-Encoding", header))])
        {
            reply.IsError(HttpStatusCode.UnsupportedMediaType, 3000);
            Assert.Equal("gzip, deflate, zstd, br", reply["Accept-Encoding"]);
        }

        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public void Zstd_without_its_library_is_415_and_says_which_one()
    {
        RestException refusal = Assert.Throws<RestException>(() => ContentEncodings.Read("gzip, zstd", hasZstd: false));

        Assert.Equal((415, ("Accept-Encoding", "gzip, deflate, br")), (refusal.Status, refusal.Header));
        Assert.Contains("libzstd1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["gzip", "br"], ContentEncodings.Read("x-gzip, br", hasZstd: false));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Attachment_that_comes_byte_by_byte_is_stored_whole(string coding)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] packed = Packing.Pack(coding, "hello, hello, hello"u8.ToArray());
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"PUT {stored.Attachment("1024")} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Encoding: {Packing.HeaderOf(coding)}\r\n\r\n"));

        foreach (byte value in packed) await connection.SendAsync([.. "1\r\n"u8, value, .. "\r\n"u8]);
        await connection.SendAsync("0\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("hello, hello, hello", (await _server.Client.GetAsync($"{stored.Attachment("1024")}/data")).IsOk().Text);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Attachment_cut_at_any_byte_or_with_one_more_is_400_and_not_stored(string coding)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] packed = Packing.Pack(coding, Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 40))));

        for (int length = 0; length < packed.Length; length++)
        {
            (await _server.Client.PutAsync(stored.Attachment("1024"), packed[..length], Encoded(coding))).IsError(HttpStatusCode.BadRequest, 15);
        }

        (await _server.Client.PutAsync(stored.Attachment("1024"), [.. packed, 0], Encoded(coding))).IsError(HttpStatusCode.BadRequest, 15);
        Assert.Empty(_server.Drafts());
        (await _server.Client.GetAsync($"{stored.Attachment("1024")}/info")).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Instance_whose_packed_form_is_cut_in_its_last_bytes_is_not_stored(string coding)
    {
        byte[] packed = Packing.Pack(coding, _server.NewInstance().Pixels(new byte[5000]).ToArray());
        int blobs = _server.Blobs().Length;

        for (int missing = 1; missing < 12; missing++)
        {
            (await _server.Client.PostAsync("/instances", packed[..^missing], Encoded(coding))).Is(HttpStatusCode.BadRequest);
        }

        Assert.Empty(_server.Drafts());
        Assert.Equal(blobs, _server.Blobs().Length);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Bomb_is_413_and_leaves_nothing(string coding)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] packed = Packing.Pack(coding, new byte[80 << 20]);
        int blobs = _server.Blobs().Length;

        Reply reply = await _server.Client.PutAsync(stored.Attachment("1024"), packed, Encoded(coding));

        reply.IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Assert.Contains("200 times", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Empty(_server.Drafts());
        Assert.Equal(blobs, _server.Blobs().Length);
    }

    [Fact]
    public async Task Bomb_in_a_bomb_is_counted_by_what_came_over_the_wire()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] part = new byte[8 << 20];
        byte[] noise = Packing.Noise(part.Length / 8192 * 48);
        for (int at = 0; at < part.Length; at += 8192) noise.AsSpan(at / 8192 * 48, 48).CopyTo(part.AsSpan(at));

        // 80 MiB that gzip alone makes more than 100 times smaller, and brotli the ten equal members of that ten times again.
        byte[] members = [.. Enumerable.Repeat(Packing.Pack("gzip", part), 10).SelectMany(each => each)];
        byte[] outer = Packing.Pack("br", members);
        Assert.InRange(members.Length, 8 * outer.Length, part.Length / 10);

        (await _server.Client.PutAsync(stored.Attachment("1024"), members, ("Content-Encoding", "gzip"))).IsOk();
        (await _server.Client.PutAsync(stored.Attachment("1025"), outer, ("Content-Encoding", "gzip, br"))).IsError(HttpStatusCode.RequestEntityTooLarge, 8);
    }

    [Fact]
    public async Task Body_that_grows_beyond_the_longest_body_is_413()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxBodyBytes=100000");
        Stored stored = await server.StoreAsync(server.NewInstance());
        byte[] packed = Packing.Pack("zstd", new byte[100_001]);

        Reply reply = await server.Client.PutAsync(stored.Attachment("1024"), packed, ("Content-Encoding", "zstd"));

        reply.IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Assert.Contains("100000 bytes", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Empty(server.Drafts());
    }

    private static (string Name, string Value) Encoded(string coding) => ("Content-Encoding", Packing.HeaderOf(coding));
}
