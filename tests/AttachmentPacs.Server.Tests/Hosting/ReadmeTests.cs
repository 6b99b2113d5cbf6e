using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>The README's first session, typed as it stands there into a shell, and a look at what it says of watching.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task First_session_typed_as_it_stands_there_works()
    {
        (int code, string output) = await TypeAsync("## A first session");

        Assert.True(code == 0, output);
        Assert.Contains("\"Status\" : \"Success\"", output, StringComparison.Ordinal);
        Assert.Contains("\"PatientName\"", output, StringComparison.Ordinal);
        Assert.Contains("identical", output, StringComparison.Ordinal);
        Assert.Contains("\"ContentType\" : 1024", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_that_watch_the_server_work()
    {
        (int code, string output) = await TypeAsync("## Watch it");

        Assert.True(code == 0, output);
        Assert.Contains("\"ready\"", output, StringComparison.Ordinal);
        Assert.Contains("attachmentpacs_ingest_in_flight 0", output, StringComparison.Ordinal);
    }

    // Only the port differs.
    private static async Task<(int Code, string Output)> TypeAsync(string heading)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["tools", "README.md"]) Readme.Link(folder.Path, name);
        return await Readme.TypeAsync(folder.Path, Readme.Commands(heading).Replace("127.0.0.1:8042", server.Client.Uri.Authority, StringComparison.Ordinal));
    }
}
