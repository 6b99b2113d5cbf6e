using System.Text.Json;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>What docs/operations.md says of a restore: the storage that was moved away is imported into the one that was put back.</summary>
public class ImportBlobsTests
{
    [Fact]
    public async Task Import_of_another_stores_folder_takes_its_DICOM_files_and_passes_over_the_rest()
    {
        using StoppedStore newer = await StoppedStore.MakeAsync(instances: 3);
        using var folder = new TemporaryFolder();
        Directory.Delete(Path.Combine(newer.Storage, "drafts"));
        string report = folder.Combine("again.json");

        Apacs.Result result = await Apacs.RunAsync(folder.Path, ["import", newer.Storage, "--report", report, .. Apacs.Store(folder.Path)]);

        Assert.True(result.Status == 0, result.Error);
        (Dictionary<string, (string Outcome, string Reason, string Message)> files, JsonElement totals) = Look.Report(report);
        Assert.Equal(3, totals.GetProperty("Stored").GetInt32());
        Assert.Equal(3 + 1, files.Count);
        Assert.All(files.Values, file => Assert.Equal(("Skipped", "NotDicom"), (file.Outcome, file.Reason)));
    }
}
