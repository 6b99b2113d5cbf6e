using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Clients that break off, or claim what they do not send: nothing is stored, and the server serves on.</summary>
public class BrokenUploadTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    public async Task Upload_that_breaks_off_leaves_no_draft(string end)
    {
        byte[] file = _server.NewInstance().Pixels(new byte[2_000_000]).ToArray();
        string statistics = (await _server.Client.GetAsync("/statistics")).Text;
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync([.. Encoding.ASCII.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: {file.Length}\r\n\r\n"), .. file[..1_000_000]]);
        await Eventually.HoldsAsync("a draft is there", () => _server.Drafts().Length == 1);

        if (end == "reset") connection.Reset();
        else connection.Dispose();

        await Eventually.HoldsAsync("the draft is gone", () => _server.Drafts().Length == 0);
        Assert.Equal(statistics, (await _server.Client.GetAsync("/statistics")).IsOk().Text);
    }

    [Theory]
    [InlineData("Content-Length: abc")]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: 4611686018427387904")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff")]
    public async Task Upload_with_an_impossible_length_is_refused(string header)
    {
        byte[] file = _server.NewInstance().ToArray();

        string reply = await RawConnection.AskAsync(
            _server.Client.Uri, $"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n{Encoding.ASCII.GetString(file)}");

        Assert.Matches("^HTTP/1.1 4(00|13) ", reply);
        Assert.Empty(_server.Drafts());
        (await _server.Client.GetAsync("/system")).IsOk();
    }

    [Fact]
    public async Task Attachment_that_breaks_off_keeps_the_old_content()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        (await _server.Client.PutAsync(stored.Attachment("1024"), "old")).IsOk();
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync([.. Encoding.ASCII.GetBytes($"PUT {stored.Attachment("1024")} HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n"), .. new byte[1_000_000]]);
        await Eventually.HoldsAsync("a draft is there", () => _server.Drafts().Length == 1);

        connection.Reset();

        await Eventually.HoldsAsync("the draft is gone", () => _server.Drafts().Length == 0);
        Reply data = (await _server.Client.GetAsync($"{stored.Attachment("1024")}/data")).IsOk();
        Assert.Equal(("old", PublicId.Tag(0, "old"u8.ToArray())), (data.Text, data.ETag));
    }
}
