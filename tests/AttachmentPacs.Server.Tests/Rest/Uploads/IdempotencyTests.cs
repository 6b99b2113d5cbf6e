using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary><c>Idempotency-Key</c> of user attachments: what comes again is answered again and done once.</summary>
public class IdempotencyTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private static readonly byte[] A = "a"u8.ToArray();
    private static readonly byte[] B = "b"u8.ToArray();

    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Put_that_comes_again_has_the_same_answer_and_leaves_no_trace()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = stored.Attachment("1024");
        await _server.Client.PutAsync(path, B);
        (string, string)[] headers = [("Idempotency-Key", "\"first\""), ("If-Match", PublicId.Tag(0, B))];

        Reply first = (await _server.Client.PutAsync(path, A, headers)).IsOk();
        string changes = await ChangesAsync();
        Reply again = (await _server.Client.PutAsync(path, A, headers)).IsOk();

        // As a packed body, and under a name without quotes, it is the same.
        Reply packed = (await _server.Client.PutAsync(path, Packing.Pack("gzip", A), ("Idempotency-Key", "first"), ("Content-Encoding", "gzip"))).IsOk();
        Assert.Equal((PublicId.Tag(1, A), PublicId.Tag(1, A), PublicId.Tag(1, A)), (first.ETag, again.ETag, packed.ETag));
        Assert.Equal((first.Text, first.ContentType), (again.Text, again.ContentType));
        Assert.Equal(changes, await ChangesAsync());
        Assert.Equal(PublicId.Tag(1, A), (await _server.Client.GetAsync($"{path}/data")).IsOk().ETag);
        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public async Task Put_that_comes_again_after_others_does_not_undo_them()
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");
        await PutAsync(path, A, "old");
        await _server.Client.PutAsync(path, B);

        Assert.Equal(PublicId.Tag(0, A), (await PutAsync(path, A, "old")).IsOk().ETag);
        Assert.Equal("b", (await _server.Client.GetAsync($"{path}/data")).IsOk().Text);

        await _server.Client.DeleteAsync(path);
        Assert.Equal(PublicId.Tag(0, A), (await PutAsync(path, A, "old")).IsOk().ETag);
        (await _server.Client.GetAsync($"{path}/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Key_of_another_content_path_or_method_is_422_and_changes_nothing()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = stored.Attachment("1024");
        await PutAsync(path, A, "used");

        Reply reply = (await PutAsync(path, B, "used")).IsError(HttpStatusCode.UnprocessableEntity, 8);
        Assert.Contains("Take a new key", reply.Field("Details"), StringComparison.Ordinal);
        (await PutAsync(stored.Attachment("1025"), A, "used")).IsError(HttpStatusCode.UnprocessableEntity, 8);
        (await PutAsync($"/studies/{stored.Study}/attachments/1024", A, "used")).IsError(HttpStatusCode.UnprocessableEntity, 8);
        (await _server.Client.DeleteAsync(path, ("Idempotency-Key", "used"))).IsError(HttpStatusCode.UnprocessableEntity, 8);

        Assert.Equal(PublicId.Tag(0, A), (await _server.Client.GetAsync($"{path}/data")).IsOk().ETag);
        (await _server.Client.GetAsync($"{stored.Attachment("1025")}/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Put_that_was_refused_may_come_again_with_its_key()
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");
        await _server.Client.PutAsync(path, B);

        (await _server.Client.PutAsync(path, A, ("Idempotency-Key", "refused"), ("If-Match", PublicId.Tag(7, B)))).Is(HttpStatusCode.Conflict);
        (await _server.Client.PutAsync(path, A, ("Idempotency-Key", "refused"), ("Content-MD5", Convert.ToBase64String(new byte[16])))).Is(HttpStatusCode.BadRequest);

        Assert.Equal(PublicId.Tag(1, A), (await PutAsync(path, A, "refused")).IsOk().ETag);
    }

    [Fact]
    public async Task Delete_that_comes_again_is_200_and_deletes_no_successor()
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");
        await _server.Client.PutAsync(path, A);

        (await _server.Client.DeleteAsync(path, ("Idempotency-Key", "delete"))).IsEmpty(HttpStatusCode.OK);
        (await _server.Client.DeleteAsync(path, ("Idempotency-Key", "delete"))).IsEmpty(HttpStatusCode.OK);
        await _server.Client.PutAsync(path, B);
        (await _server.Client.DeleteAsync(path, ("Idempotency-Key", "delete"))).IsEmpty(HttpStatusCode.OK);

        Assert.Equal("b", (await _server.Client.GetAsync($"{path}/data")).IsOk().Text);
        (await _server.Client.DeleteAsync(path, ("Idempotency-Key", "another"))).IsEmpty(HttpStatusCode.OK);
        (await _server.Client.GetAsync($"{path}/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Request_whose_key_is_under_way_is_409_with_retry_after()
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");
        byte[] content = new byte[1_000_000];
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"PUT {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: \"slow\"\r\nContent-Length: {content.Length}\r\n\r\n"));
        await connection.SendAsync(content[..600_000]);
        await Eventually.HoldsAsync("the first is under way", () => _server.Drafts().Length == 1);

        Reply second = await PutAsync(path, content, "slow");
        await connection.SendAsync(content[600_000..]);

        second.IsError(HttpStatusCode.Conflict, 8);
        Assert.Equal("1", second["Retry-After"]);
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(PublicId.Tag(0, content), (await PutAsync(path, content, "slow")).IsOk().ETag);
    }

    [Fact]
    public async Task Key_of_a_request_that_broke_off_is_free_again()
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");
        using (RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri))
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes($"PUT {path} HTTP/1.1\r\nHost: x\r\nIdempotency-Key: broken\r\nContent-Length: 2000000\r\n\r\n"));
            await connection.SendAsync(new byte[1_000_000]);
            await Eventually.HoldsAsync("a draft is there", () => _server.Drafts().Length == 1);
            connection.Reset();
        }

        await Eventually.HoldsAsync("the key is free", async () => (await PutAsync(path, A, "broken")).Status == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a\";p=1")]
    [InlineData("two words")]
    [InlineData("a256")]
    public async Task Key_that_cannot_be_read_is_400(string key)
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");
        if (key == "a256") key = new string('a', 256);

        string reply = await RawConnection.AskAsync(
            _server.Client.Uri, $"PUT {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIdempotency-Key: {key}\r\nContent-Length: 1\r\n\r\nx");

        Assert.Matches("^HTTP/1.1 400 (.|\n|\r)*Idempotency-Key", reply);
        (await _server.Client.GetAsync($"{path}/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Key_with_escapes_or_of_255_characters_is_taken()
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Attachment("1024");

        Assert.Equal(PublicId.Tag(0, A), (await PutAsync(path, A, "\"a\\\"b\\\\c\"")).IsOk().ETag);
        Assert.Equal(PublicId.Tag(1, A), (await PutAsync(path, A, new string('k', 255))).IsOk().ETag);
        Assert.Equal(PublicId.Tag(0, A), (await PutAsync(path, A, "a\"b\\c")).IsOk().ETag);
    }

    [Fact]
    public async Task Put_whose_answer_was_lost_in_a_kill_is_done_once()
    {
        using var folder = new TemporaryFolder();
        byte[] content = new byte[300_000];
        string path;
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path))
        {
            path = (await server.Client.StoreAsync(DicomBuilder.Instance("P1").ToArray())).Attachment("1024");
            Assert.Equal(PublicId.Tag(0, content), (await server.Client.PutAsync(path, content, ("Idempotency-Key", "acknowledged"))).IsOk().ETag);
            await server.KillAsync();
        }

        for (int round = 1; round <= 4; round++)
        {
            BitConverter.TryWriteBytes(content, round);
            await using ChildServer server = await ChildServer.StartAsync(folder.Path);
            Task<Reply> lost = server.Client.PutAsync(path, content, ("Idempotency-Key", $"round-{round}"));
            // Some are killed with nothing of it done, some with all.
            if (round % 2 == 0) await Eventually.HoldsAsync("it is done", async () => (await server.Client.GetAsync($"{path}/info")).Field("UncompressedMD5") == PublicId.Tag(round, content).Split('-')[1].Trim('"'));
            await server.KillAsync();
            await Record.ExceptionAsync(() => lost);

            await using ChildServer next = await ChildServer.StartAsync(folder.Path);
            Reply again = (await next.Client.PutAsync(path, content, ("Idempotency-Key", $"round-{round}"))).IsOk();
            Assert.Equal(PublicId.Tag(round, content), again.ETag);
            Assert.Equal(again.ETag, (await next.Client.GetAsync($"{path}/data")).IsOk().ETag);
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path);
        Assert.Equal(PublicId.Tag(0, new byte[300_000]), (await last.Client.PutAsync(path, new byte[300_000], ("Idempotency-Key", "acknowledged"))).IsOk().ETag);
        Reply changes = (await last.Client.GetAsync("/changes?type=UpdatedAttachment")).IsOk();
        Assert.Equal(5, changes.Json.GetProperty("Changes").GetArrayLength());
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "storage", "drafts")));
    }

    private Task<Reply> PutAsync(string path, byte[] content, string key) => _server.Client.PutAsync(path, content, ("Idempotency-Key", key));

    private async Task<string> ChangesAsync() => (await _server.Client.GetAsync("/changes?limit=1000&tombstones=true")).IsOk().Text;
}
