using AttachmentPacs.Server.Tests.DimseServices;
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

        // Any number: the figures are the process's, and the servers of other tests live in it, too.
        Assert.Matches("(?m)^attachmentpacs_ingest_in_flight [0-9]+$", output);
    }

    [Fact]
    public async Task Storing_over_DIMSE_typed_as_it_stands_there_works()
    {
        // Where DCMTK is not installed its tools have stand-ins: what else is typed is tried all the same.
        const string Before = "tools/sample sample.dcm\nif ! command -v storescu > /dev/null; then echoscu() { :; }; storescu() { curl 127.0.0.1:8042/instances --data-binary @$3; }; fi\n";
        (int code, string output) = await TypeAsync("## Receive from modalities", Before, "curl http://127.0.0.1:8042/statistics\n", "Dicom:Enabled=true", "Dicom:Port=0");

        Assert.True(code == 0, output);
        Assert.Contains("\"Totals\"", output, StringComparison.Ordinal);
        Assert.Contains("\"CountInstances\" : 1", output, StringComparison.Ordinal);
    }

    // Only the ports differ.
    private static async Task<(int Code, string Output)> TypeAsync(string heading, string before = "", string after = "", params string[] settings)
    {
        await using RunningServer server = await RunningServer.StartAsync(settings);
        int dicomPort = await server.Client.DicomPortAsync();
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["tools", "README.md"]) Readme.Link(folder.Path, name);
        return await Readme.TypeAsync(folder.Path, (before + Readme.Commands(heading) + after).Replace("127.0.0.1:8042", server.Client.Uri.Authority, StringComparison.Ordinal)
            .Replace("127.0.0.1 4242", $"127.0.0.1 {dicomPort}", StringComparison.Ordinal));
    }
}
