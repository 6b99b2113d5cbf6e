using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

public class UploadRefusalTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Theory]
    [InlineData(0x0020_000Du)]
    [InlineData(0x0020_000Eu)]
    [InlineData(0x0008_0018u)]
    public async Task Upload_without_a_UID_is_404_and_with_an_empty_one_400(uint tag)
    {
        RunningServer server = shared.Server;
        byte[] without = server.NewInstance().Remove(tag).ToArray();
        byte[] empty = server.NewInstance().Add(tag, "UI", "").ToArray();

        Reply absent = (await server.Client.PostAsync("/instances", without)).IsError(HttpStatusCode.NotFound, 21);
        (await server.Client.PostAsync("/instances", empty)).IsError(HttpStatusCode.BadRequest, 15);

        Assert.Contains($"{tag >> 16:x4},{tag & 0xFFFF:x4}", absent.Field("Details"), StringComparison.OrdinalIgnoreCase);
        await AssertNothingStoredAsync(server);
    }

    public static TheoryData<string> Junk() => ["", "junk", "\0", "<html><script>alert(1)</script></html>", new string('\0', 128) + "DICM", new string('\0', 1 << 20)];

    [Theory]
    [MemberData(nameof(Junk))]
    public async Task Upload_of_no_DICOM_is_400(string junk)
    {
        RunningServer server = shared.Server;

        (await server.Client.PostAsync("/instances", Encoding.Latin1.GetBytes(junk))).IsError(HttpStatusCode.BadRequest, 15);

        await AssertNothingStoredAsync(server);
    }

    [Fact]
    public async Task Upload_cut_short_within_an_element_is_400()
    {
        RunningServer server = shared.Server;
        byte[] file = server.NewInstance().Pixels(new byte[1000]).ToArray();

        foreach (int keep in (int[])[150, 400, file.Length - 500, file.Length - 1])
        {
            (await server.Client.PostAsync("/instances", file[..keep])).IsError(HttpStatusCode.BadRequest, 15);
        }

        await AssertNothingStoredAsync(server);
    }

    [Fact]
    public async Task Upload_in_an_unknown_coding_is_415()
    {
        RunningServer server = shared.Server;

        (await server.Client.PostAsync("/instances", [1], ("Content-Encoding", "lzma"))).IsError(HttpStatusCode.UnsupportedMediaType, 3000);
    }

    [Theory]
    [InlineData("POST /instances")]
    [InlineData("PUT /patients/x/protected")]
    public async Task Request_with_neither_length_nor_chunks_is_411(string request)
    {
        RunningServer server = shared.Server;

        string reply = await RawConnection.AskAsync(server.Client.Uri, $"{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 411 ", reply, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_above_the_body_limit_is_413_by_its_length_and_by_counting()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxBodyBytes=2000");
        byte[] file = server.NewInstance().Pixels(new byte[5000]).ToArray();

        string claimed = await RawConnection.AskAsync(
            server.Client.Uri, $"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {1L << 40}\r\n\r\n");
        string counted = await RawConnection.AskAsync(
            server.Client.Uri, $"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{file.Length:x}\r\n{Encoding.Latin1.GetString(new byte[file.Length])}\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", claimed, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413 ", counted, StringComparison.Ordinal);
        await AssertNothingStoredAsync(server);
    }

    private static async Task AssertNothingStoredAsync(RunningServer server)
    {
        Assert.Empty((await server.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.Empty(server.Drafts());
        Assert.Empty(server.Blobs());
    }
}
