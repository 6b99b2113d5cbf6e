using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>A stop while many send: whoever was let in is answered, nobody is half stored, and the next start finds all in order.</summary>
public class StopUnderLoadTests
{
    private const int Senders = 16;

    [Fact]
    public async Task Stop_with_sixteen_slow_uploads_answers_each_and_the_next_start_is_a_clean_one()
    {
        using var folder = new TemporaryFolder();
        byte[][] files = [.. Enumerable.Range(0, Senders).Select(FileOf)];
        string drafts = Path.Combine(folder.Path, "storage", "drafts");
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path))
        {
            RawConnection[] connections = await Task.WhenAll(files.Select(file => BeginAsync(server.Client.Uri, file)));
            await Eventually.HoldsAsync("all uploads are under way", () => Directory.GetFiles(drafts).Length == Senders);

            server.Signal();
            await Eventually.HoldsAsync("new connections are refused", async () => !await CanConnectAsync(server.Client.Uri));
            await Task.WhenAll(connections.Zip(files).Select(pair => pair.First.SendAsync(pair.Second[(pair.Second.Length / 2)..])));
            string[] replies = await Task.WhenAll(connections.Select(connection => connection.ReadToEndAsync()));

            Assert.All(replies, reply => Assert.StartsWith("HTTP/1.1 200 ", reply, StringComparison.Ordinal));
            Assert.Equal(0, await server.StopAsync());
            Assert.DoesNotContain("[2043]", await server.LogAsync(), StringComparison.Ordinal);
            foreach (RawConnection connection in connections) connection.Dispose();
        }

        Assert.Empty(Directory.GetFiles(drafts));
        await using ChildServer again = await ChildServer.StartAsync(folder.Path);
        string[] ids = (await again.Client.GetAsync("/instances")).IsOk().Strings;
        byte[][] served = await Task.WhenAll(ids.Select(async id => (await again.Client.GetAsync($"/instances/{id}/file")).IsOk().Body));
        Assert.Equal(files.Select(Convert.ToHexString).Order(StringComparer.Ordinal), served.Select(Convert.ToHexString).Order(StringComparer.Ordinal));
        Assert.Equal(0, await again.StopAsync());
        string log = await again.LogAsync();
        Assert.DoesNotContain("[1007]", log, StringComparison.Ordinal);
        Assert.DoesNotContain("[1008]", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_slower_than_the_limit_is_cut_and_the_log_says_so()
    {
        using var log = new LogLines();
        await using RunningServer server = await RunningServer.StartAsync(log, "Logging:LogLevel:Default=Information");
        byte[] file = FileOf(1);
        using RawConnection connection = await BeginAsync(server.Client.Uri, file);
        await Eventually.HoldsAsync("the upload is under way", () => server.Drafts().Length == 1);

        await server.StopAtOnceAsync();

        Assert.DoesNotContain("Success", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await Eventually.HoldsAsync("the cut is logged", () => log.Of(2043).Length > 0);
        Assert.StartsWith("POST /instances was cut off", Assert.Single(log.Of(2043)), StringComparison.Ordinal);
        Assert.Empty(log.Of(2002));
        await Eventually.HoldsAsync("its draft is gone", () => server.Drafts().Length == 0);
        Assert.Empty(server.Blobs());
        Assert.Equal("1", await server.Archive.Index.PropertyAsync("CleanStop", CancellationToken.None));
    }

    private static byte[] FileOf(int sender)
    {
        byte[] pixels = new byte[600_000];
        new Random(sender).NextBytes(pixels);
        return DicomBuilder.Instance($"P{sender}").Pixels(pixels).ToArray();
    }

    // Half of an upload; the rest is the test's to send.
    private static async Task<RawConnection> BeginAsync(Uri server, byte[] file)
    {
        RawConnection connection = await RawConnection.OpenAsync(server);
        await connection.SendAsync([.. Encoding.ASCII.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: {file.Length}\r\n\r\n"), .. file[..(file.Length / 2)]]);
        return connection;
    }

    private static async Task<bool> CanConnectAsync(Uri server)
    {
        try
        {
            using RawConnection connection = await RawConnection.OpenAsync(server);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
