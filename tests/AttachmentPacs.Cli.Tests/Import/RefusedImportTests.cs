using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>Imports that end before their first file.</summary>
public sealed class RefusedImportTests
{
    [Theory]
    [InlineData("import")]
    [InlineData("export")]
    public async Task Run_report_cannot_be_written_leaves_the_store_as_after_a_clean_stop(string command)
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        string report = Path.Combine(store.Folder, "missing", "report.json");
        string[] what = command == "import" ? [store.Folder] : ["--patient", "P0", "--to", Path.Combine(store.Folder, "out")];

        (int code, _, string error) = await Support.Cli.RunAsync(
            command == "import" ? ImportCommand.Create() : ExportCommand.Create(), [.. what, "--report", report, .. store.Arguments]);

        Assert.Equal(ExitStatus.Usage, code);
        Assert.Contains(report, error, StringComparison.Ordinal);
        IndexInspection index = IndexInspector.Inspect(new SqliteIndexOptions { Path = store.Index }, InspectionDepth.Head, StoreGuard.CleanStop);
        Assert.Equal("1", index.Properties[StoreGuard.CleanStop]);
    }

    [Fact]
    public async Task Import_signalled_while_it_waits_for_a_server_ends_without_a_word_of_failure()
    {
        using StoppedStore store = await StoppedStore.MakeAsync();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using Apacs apacs = Apacs.Start(store.Folder, "import", store.Folder, "--url", $"http://{silent.LocalEndpoint}");
        using TcpClient connected = await silent.AcceptTcpClientAsync();

        apacs.Signal("INT");

        Apacs.Result result = await apacs.EndAsync();
        Assert.Equal(ExitStatus.Interrupted, result.Status);
        Assert.DoesNotContain("exception", result.Error, StringComparison.OrdinalIgnoreCase);
    }
}
