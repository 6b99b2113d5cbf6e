using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>Folders, with all that may lie in them, into the store of a stopped server.</summary>
public sealed class ImportFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string From => _folder.Combine("in");

    private string ReportPath => _folder.Combine("report.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_folder_of_everything_stores_what_is_sound_and_tells_the_rest()
    {
        byte[] one = DicomBuilder.Instance("P1", instance: 1).ToArray();
        byte[] two = DicomBuilder.Instance("P1", instance: 2).ToArray();
        Sources.Put(From, "one.dcm", one);
        Sources.Put(Path.Combine(From, "below"), "IM2", two);
        Sources.Put(From, "cut.dcm", one[..^20]);
        Sources.Put(From, "unidentified.dcm", DicomBuilder.Instance("P1").Remove(0x0020_000D).ToArray());
        Sources.Put(From, "other.dcm", DicomBuilder.Instance("P1", instance: 1).Add(0x0008_103E, "LO", "another text").ToArray());
        Sources.Put(From, "readme.txt", "This is no DICOM file, but a text that is long enough not to be taken for one."u8.ToArray());
        Sources.Put(From, "random.dcm", "This is no DICOM file, but a text that is long enough not to be taken for one."u8.ToArray());
        Sources.Put(From, "empty.dcm", []);
        Sources.Put(From, "thumbs.db", []);
        Directory.CreateDirectory(Path.Combine(From, "nothing in it"));
        File.CreateSymbolicLink(Path.Combine(From, "dangling.dcm"), "nowhere");
        Directory.CreateSymbolicLink(Path.Combine(From, "below", "up"), From);

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", From, "--parallel", "1", "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status == 1, result.Error + result.Output);
        var (files, totals) = Look.Report(ReportPath);
        Assert.Equal(
            ["cut.dcm Refused Truncated", "dangling.dcm Failed Unreadable", "empty.dcm Refused NotDicom", "random.dcm Refused NotDicom", "readme.txt Skipped NotDicom", "thumbs.db Skipped NotDicom", "unidentified.dcm Refused NotIdentified"],
            files.Where(file => file.Value.Reason != "OtherContent").Select(file => $"{file.Key} {file.Value.Outcome} {file.Value.Reason}").Order(StringComparer.Ordinal));
        Assert.Single(files, file => file.Value.Reason == "OtherContent");
        Assert.Contains("byte offset", files["cut.dcm"].Message, StringComparison.Ordinal);
        Assert.Contains("StudyInstanceUID (0020,000d)", files["unidentified.dcm"].Message, StringComparison.Ordinal);
        Assert.Equal(2, totals.GetProperty("Stored").GetInt32());
        Assert.Contains("cut.dcm", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Look.InstancesAsync(_folder.Path)).Length);
        Assert.Empty(Look.Drafts(_folder.Path));
    }

    [Fact]
    public async Task Import_called_again_finds_all_there_and_stores_nothing()
    {
        byte[][] files = Sources.Write(From, 60);
        Apacs.Result first = await Apacs.RunAsync(_folder.Path, ["import", From, .. Apacs.Store(_folder.Path)]);

        Apacs.Result again = await Apacs.RunAsync(_folder.Path, ["import", From, From, "--report", ReportPath, "--", .. Apacs.Store(_folder.Path)]);

        Assert.Equal((0, 0), (first.Status, again.Status));
        Assert.Equal((0, 60), (Look.Report(ReportPath).Totals.GetProperty("Stored").GetInt32(), Look.Report(ReportPath).Totals.GetProperty("Present").GetInt32()));
        await Look.HasExactlyAsync(_folder.Path, files);
    }

    [Fact]
    public async Task Import_copy_that_was_lost_from_the_disk_is_stored_again()
    {
        byte[][] files = Sources.Write(From, 5);
        await Apacs.RunAsync(_folder.Path, ["import", From, .. Apacs.Store(_folder.Path)]);
        foreach (string blob in Directory.EnumerateFiles(_folder.Combine("storage"), "????????-*", SearchOption.AllDirectories)) File.Delete(blob);

        Apacs.Result again = await Apacs.RunAsync(_folder.Path, ["import", From, "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.True(again.Status == 0, again.Error + again.Output);
        Assert.Equal(files.Length, Look.Report(ReportPath).Totals.GetProperty("Stored").GetInt32());
    }

    [Fact]
    public async Task Import_empty_folder_is_done_at_once()
    {
        Directory.CreateDirectory(From);

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", From, .. Apacs.Store(_folder.Path)]);

        Assert.Equal(0, result.Status);
        Assert.Contains("stored: 0 files", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_dry_run_stores_nothing_and_makes_no_store()
    {
        Sources.Write(From, 3);

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", From, "--dry-run", .. Apacs.Store(_folder.Path)]);

        Assert.Equal(0, result.Status);
        Assert.Contains("to store: 3 files", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("storage")));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "nowhere")]
    [InlineData("import", ".", "--parallel", "0")]
    [InlineData("import", ".", "--Storage:Durability=Half")]
    [InlineData("import", ".", "--paralel", "4")]
    [InlineData("import", ".", "--url", "ftp://127.0.0.1")]
    [InlineData("import", ".", "--url", "http://127.0.0.1:1", "--Storage:Directory=x")]
    [InlineData("import", ".", "--user", "somebody")]
    [InlineData("import", ".", "--config", "nowhere.json")]
    public async Task Import_arguments_that_cannot_be_used_end_with_2(params string[] arguments)
    {
        Apacs.Result result = await Apacs.RunAsync(_folder.Path, arguments);

        Assert.Equal(2, result.Status);
        Assert.NotEmpty(result.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Import_settings_of_a_configuration_file_count()
    {
        Sources.Write(From, 2);
        await File.WriteAllTextAsync(_folder.Combine("mine.json"), $$"""{ "Storage": { "Directory": "storage", "MinimumFreeSpace": 0 }, "Database": { "Sqlite": { "Path": "index.db" } } }""");

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, "import", From, "--config", "mine.json");

        Assert.Equal(0, result.Status);
        Assert.Equal(2, (await Look.InstancesAsync(_folder.Path)).Length);
    }
}
