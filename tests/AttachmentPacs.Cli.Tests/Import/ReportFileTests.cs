using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

public sealed class ReportFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Report_on_a_full_disk_cannot_be_made()
    {
        UsageException refused = Assert.Throws<UsageException>(() => new ReportFile("/dev/full", "import", "archive", TimeProvider.System));

        Assert.Contains("/dev/full", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_whose_writing_fails_on_the_way_is_given_up_and_told_at_the_end()
    {
        using var report = new ReportFile(_folder.Combine("report.json"), "import", "archive", TimeProvider.System);
        using var error = new StringWriter();

        report.Add(_ => throw new IOException("No space left on device"));
        report.Add(json => json.WriteString("Path", "after"));
        int status = report.End(ExitStatus.Done, error, json => json.WriteNumber("Seconds", 1));

        Assert.Equal(ExitStatus.SomeFailed, status);
        Assert.Contains("No space left on device", error.ToString(), StringComparison.Ordinal);
    }
}
