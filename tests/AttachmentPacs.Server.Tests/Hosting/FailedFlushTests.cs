using System.Globalization;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>A write that was refused because its flush failed, seen by everybody as not done, stays so when the server crashes right after.</summary>
public sealed class FailedFlushTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("DELETE", "1")]
    [InlineData("PUT", "1")]
    [InlineData("DELETE", "1+")]
    [InlineData("PUT", "1+")]
    public async Task Write_refused_by_a_failed_flush_is_not_done_by_a_crash(string method, string which)
    {
        if (!await SystemCalls.AreSeenAsync())
        {
            output.WriteLine(SystemCalls.Absent);
            return;
        }

        using var folder = new TemporaryFolder();
        string[] settings = ["Storage:Durability=Full"];
        Stored stored;
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path, settings))
        {
            stored = await server.Client.StoreAsync(DicomBuilder.Instance("P").ToArray());
            (await server.Client.PutAsync($"{stored.Path}/metadata/1024", "old")).IsOk();
            string last = await LastAsync(server);
            await using FailingCalls? failing = await FailingCalls.OfAsync(server.Id, "fdatasync,fsync", "EIO", which);
            if (failing is null)
            {
                output.WriteLine(FailingCalls.Forbidden);
                return;
            }

            Reply refused = method == "DELETE" ? await server.Client.DeleteAsync(stored.Path) : await server.Client.PutAsync($"{stored.Path}/metadata/1024", "new");

            refused.IsError(HttpStatusCode.ServiceUnavailable, 36);
            await IsAsBeforeAsync(server, stored, last);
            await server.KillAsync();
            await using ChildServer next = await ChildServer.StartAsync(folder.Path, settings);
            await IsAsBeforeAsync(next, stored, last);
        }
    }

    private static async Task IsAsBeforeAsync(ChildServer server, Stored stored, string last)
    {
        Assert.Equal("old", (await server.Client.GetAsync($"{stored.Path}/metadata/1024")).IsOk().Text);
        Assert.Equal(last, await LastAsync(server));
    }

    private static async Task<string> LastAsync(ChildServer server) =>
        (await server.Client.GetAsync("/changes?last")).IsOk().Json.GetProperty("Last").GetInt64().ToString(CultureInfo.InvariantCulture);
}
