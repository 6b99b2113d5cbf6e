using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Cli.Tests.Service;

/// <summary>The systemd unit, judged by systemd's own tool where it is there.</summary>
public class UnitTests(ITestOutputHelper output)
{
    private const string Tool = "/usr/bin/systemd-analyze";

    [Fact]
    public async Task Unit_is_understood_by_systemd_and_shuts_the_server_in()
    {
        if (!File.Exists(Tool))
        {
            output.WriteLine("No systemd-analyze here: nothing was tested.");
            return;
        }

        using var folder = new TemporaryFolder();
        string unit = folder.Combine("attachmentpacs.service");
        string text = await File.ReadAllTextAsync(Path.Combine(CorpusFolder.Repository, "tools", "systemd", "attachmentpacs.service"));

        // The program need not be installed for that.
        await File.WriteAllTextAsync(unit, text.Replace("ExecStart=/opt/attachmentpacs/AttachmentPacs.Server", "ExecStart=/bin/true", StringComparison.Ordinal));
        (int verified, string said) = await Programs.RunAsync(Tool, "verify", unit);
        (int judged, string exposure) = await Programs.RunAsync(Tool, "security", "--offline=true", "--no-pager", "--threshold=20", unit);

        Assert.Equal((0, ""), (verified, said));
        Assert.True(judged == 0, exposure);
    }

    [Theory]
    [InlineData("Type=notify")]
    [InlineData("WatchdogSec=30")]
    [InlineData("User=attachmentpacs")]
    [InlineData("UMask=0027")]
    [InlineData("StateDirectoryMode=0750")]
    [InlineData("CapabilityBoundingSet=")]
    [InlineData("MemoryDenyWriteExecute=no")]
    [InlineData("RestartPreventExitStatus=2")]
    public async Task Unit_has_what_the_documentation_promises(string line) =>
        Assert.Contains(line, await File.ReadAllLinesAsync(Path.Combine(CorpusFolder.Repository, "tools", "systemd", "attachmentpacs.service")));
}
