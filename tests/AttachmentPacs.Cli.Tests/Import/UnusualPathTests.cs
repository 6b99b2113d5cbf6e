using System.Diagnostics;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>Paths that lead to no readable file, and reports that cannot be written: the rest is imported, and the status says so.</summary>
public sealed class UnusualPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string From => _folder.Combine("in");

    private string ReportPath => _folder.Combine("report.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_of_pipes_and_links_that_lead_nowhere_by_name_goes_on_to_the_file_after_them()
    {
        Sources.Put(From, "one.dcm", DicomBuilder.Instance("P1").ToArray());
        Shell("mkfifo pipe pipe.zip; ln -s pipe link; ln -s nowhere dangling; ln -s round round");
        string[] paths = [.. new[] { "pipe", "pipe.zip", "link", "dangling", "round", "one.dcm" }.Select(name => Path.Combine(From, name))];

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", .. paths, "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status == 1, result.Error + result.Output);
        var (files, totals) = Look.Report(ReportPath);
        Assert.Equal(
            ["dangling Failed Unreadable", "link Skipped NotDicom", "pipe Skipped NotDicom", "pipe.zip Skipped NotDicom", "round Failed Unreadable"],
            files.Select(file => $"{file.Key} {file.Value.Outcome} {file.Value.Reason}").Order(StringComparer.Ordinal));
        Assert.Equal(1, totals.GetProperty("Stored").GetInt32());
    }

    [Fact]
    public async Task Import_of_a_name_that_is_no_utf8_tells_that_the_file_was_not_imported()
    {
        Sources.Put(From, "one.dcm", DicomBuilder.Instance("P1").ToArray());
        Shell("mv one.dcm \"$(printf 'IM\\37701')\"");

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", From, .. Apacs.Store(_folder.Path)]);

        // The runtime cannot remove what it cannot name.
        Shell("rm IM*");
        Assert.True(result.Status == 1, result.Error + result.Output);
        Assert.Contains("its name is not UTF-8", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_whose_report_cannot_be_made_does_nothing()
    {
        Sources.Write(From, 1);

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", From, "--report", Path.Combine(_folder.Path, "no", "report.json"), .. Apacs.Store(_folder.Path)]);

        Assert.Equal(2, result.Status);
        Assert.False(Directory.Exists(_folder.Combine("storage")));
    }

    [Fact]
    public async Task Import_whose_archive_is_not_usable_says_so_in_a_complete_report()
    {
        Sources.Write(From, 1);
        Sources.Put(_folder.Path, "storage", "in the way"u8.ToArray());

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", From, "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status == 3, result.Error + result.Output);
        using var report = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(ReportPath));
        Assert.Equal(3, report.RootElement.GetProperty("ExitStatus").GetInt32());
        Assert.NotEmpty(report.RootElement.GetProperty("Problem").GetString()!);
    }

    private void Shell(string commands)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", commands]) { WorkingDirectory = From })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
