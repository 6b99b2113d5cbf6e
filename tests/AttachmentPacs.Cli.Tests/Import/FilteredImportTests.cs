using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>Files that the archive's own rules refuse.</summary>
public sealed class FilteredImportTests
{
    [Fact]
    public async Task File_that_a_rule_refuses_is_counted_and_told_with_its_reason()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        using var source = new TemporaryFolder();
        await File.WriteAllBytesAsync(source.Combine("refused.dcm"), DicomBuilder.Instance("P8").ToArray());
        await File.WriteAllBytesAsync(source.Combine("taken.dcm"), DicomBuilder.Instance("P9", series: 2).ToArray());

        (int code, string output, _) = await Support.Cli.RunAsync(ImportCommand.Create(), [source.Path, .. store.Arguments, "--Accept:Modalities:0=CT"]);

        Assert.Equal(ExitStatus.SomeFailed, code);
        Assert.Contains("stored: 1 files", output, StringComparison.Ordinal);
        Assert.Contains("refused, FilteredOut: 1", output, StringComparison.Ordinal);
        Assert.Contains("refused.dcm: Modality OT is not accepted here", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_a_rule_of_a_server_refuses_is_told_with_its_reason()
    {
        using var source = new TemporaryFolder();
        using var archive = new TemporaryFolder();
        await File.WriteAllBytesAsync(source.Combine("refused.dcm"), DicomBuilder.Instance("P8").ToArray());
        await using ServerProcess server = await ServerProcess.StartAsync(["--Http:Port=0", .. Apacs.Store(archive.Path), "--Accept:Modalities:0=CT"]);

        (int code, string output, _) = await Support.Cli.RunAsync(ImportCommand.Create(), source.Path, "--url", server.Url);

        Assert.Equal(ExitStatus.SomeFailed, code);
        Assert.Contains("refused.dcm: Modality OT is not accepted here", output, StringComparison.Ordinal);
    }
}
