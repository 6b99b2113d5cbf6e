using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>The program itself: refusals at the start, a stop that lets requests end.</summary>
public class StartAndStopTests
{
    [Fact]
    public async Task Start_with_a_bad_configuration_ends_with_2_and_names_every_problem()
    {
        using var folder = new TemporaryFolder();

        (int code, string error) = await ChildServer.FailAsync(folder.Path, "Http:Prot=1", "Storage:Md5=maybe");

        Assert.Equal(2, code);
        Assert.Equal(
            [
                "AttachmentPacs does not start, because its configuration cannot be used:",
                "- Http:Prot is no key: allowed are Address, Port, Hosts, Users, Certificate, CertificateKey, CertificatePassword, LockOutAfter, LockOutAtMost, OrthancQuirks, CheckRevisions, MaxBodyBytes, MaxRequestLineBytes, MaxHeaderBytes",
                "- Storage:Md5 is \"maybe\": expected true or false", "",
            ],
            error.Split('\n'));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Start_on_a_store_in_use_ends_with_1_and_the_first_server_serves_on()
    {
        using var folder = new TemporaryFolder();
        await using ChildServer first = await ChildServer.StartAsync(folder.Path);
        Stored stored = await first.Client.StoreAsync(DicomBuilder.Instance("P1").ToArray());

        (int code, string error) = await ChildServer.FailAsync(folder.Path);

        Assert.Equal(1, code);
        Assert.Contains($"The store {folder.Combine("storage")} is in use by another process", error, StringComparison.Ordinal);
        Assert.Equal(stored.File, (await first.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Stop_answers_requests_under_way_and_is_a_clean_one()
    {
        using var folder = new TemporaryFolder();
        byte[] file = DicomBuilder.Instance("P1").Pixels(new byte[2_000_000]).ToArray();
        string drafts = Path.Combine(folder.Path, "storage", "drafts");
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path))
        {
            using RawConnection connection = await RawConnection.OpenAsync(server.Client.Uri);
            await connection.SendAsync([.. Encoding.ASCII.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: {file.Length}\r\n\r\n"), .. file[..1_000_000]]);
            await Eventually.HoldsAsync("the upload is under way", () => Directory.GetFiles(drafts).Length == 1);

            server.Signal();
            await Eventually.HoldsAsync("new connections are refused", async () => !await CanConnectAsync(server.Client.Uri));
            await connection.SendAsync(file[1_000_000..]);
            string reply = await connection.ReadToEndAsync();

            Assert.StartsWith("HTTP/1.1 200 ", reply, StringComparison.Ordinal);
            Assert.Contains("\"Success\"", reply, StringComparison.Ordinal);
            Assert.Equal(0, await server.StopAsync());
        }

        await using ChildServer again = await ChildServer.StartAsync(folder.Path);
        string id = Assert.Single((await again.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.Equal(file, (await again.Client.GetAsync($"/instances/{id}/file")).IsOk().Body);
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
