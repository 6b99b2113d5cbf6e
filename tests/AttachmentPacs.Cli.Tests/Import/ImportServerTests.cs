using System.Text.Json;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>Beside and through a running server.</summary>
public sealed class ImportServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_store_of_a_running_server_is_refused_and_goes_through_its_address()
    {
        string from = _folder.Combine("in");
        byte[][] files = Sources.Write(from, 40);
        Sources.Put(from, "notes.txt", "A text that lies beside the images, and is none of them by any reading."u8.ToArray());
        Sources.Put(from, "cut.dcm", files[0][..^20]);
        string report = _folder.Combine("report.json");
        await using (ServerProcess server = await ServerProcess.StartOnAsync(_folder.Path))
        {
            Apacs.Result beside = await Apacs.RunAsync(_folder.Path, ["import", from, .. Apacs.Store(_folder.Path)]);
            Assert.Equal(3, beside.Status);
            Assert.Contains("in use by another process", beside.Error, StringComparison.Ordinal);
            Assert.Contains("--url", beside.Error, StringComparison.Ordinal);

            Apacs.Result through = await Apacs.RunAsync(_folder.Path, "import", from, "--url", server.Url, "--report", report);
            Assert.True(through.Status == 1, through.Error + through.Output);
            Assert.Equal(40, Look.Report(report).Totals.GetProperty("Stored").GetInt32());
            Assert.Equal(("Skipped", "NotDicom"), (Look.Report(report).Files["notes.txt"].Outcome, Look.Report(report).Files["notes.txt"].Reason));
            Assert.Equal("Truncated", Look.Report(report).Files["cut.dcm"].Reason);

            Apacs.Result again = await Apacs.RunAsync(_folder.Path, "import", Path.Combine(from, "0"), "--url", server.Url, "--report", report);
            Assert.Equal(0, again.Status);
            Assert.Equal(40, Look.Report(report).Totals.GetProperty("Present").GetInt32());
        }

        await Look.HasExactlyAsync(_folder.Path, files);
    }

    [Fact]
    public async Task Import_corpus_gives_the_ids_that_uploads_give()
    {
        string[] files = [.. CorpusFolder.Files("visible").Take(120)];
        using var uploaded = new TemporaryFolder();
        string from = _folder.Combine("in");
        Directory.CreateDirectory(from);
        string[] expected;
        await using (ServerProcess server = await ServerProcess.StartOnAsync(uploaded.Path))
        {
            foreach (string file in files)
            {
                File.CreateSymbolicLink(Path.Combine(from, Path.GetFileName(file)), file);
                using HttpResponseMessage answer = await server.Client.PostAsync("instances", new ByteArrayContent(await File.ReadAllBytesAsync(file)));
                Assert.InRange((int)answer.StatusCode, 200, 499);
            }

            using JsonDocument ids = JsonDocument.Parse(await server.Client.GetStringAsync("instances"));
            expected = [.. ids.RootElement.EnumerateArray().Select(id => id.GetString()!).Order(StringComparer.Ordinal)];
        }

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", from, .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status is 0 or 1, result.Error + result.Output);
        Assert.Equal(expected, await Look.InstancesAsync(_folder.Path));
        Assert.Empty(Look.Drafts(_folder.Path));
    }

    [Fact]
    public async Task Import_malformed_corpus_refuses_what_the_manifest_says()
    {
        var rows = CorpusFolder.Table("malformed/manifest.tsv").Where(row => row["category"] != "zip").ToList();
        string from = _folder.Combine("in");
        Directory.CreateDirectory(from);
        foreach (var row in rows) File.CreateSymbolicLink(Path.Combine(from, row["file"]), Path.Combine(CorpusFolder.Path!, "malformed", row["file"]));

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", from, "--report", _folder.Combine("report.json"), .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status is 0 or 1, result.Error + result.Output);
        var (files, _) = Look.Report(_folder.Combine("report.json"));
        string[] accepted = [.. rows.Where(row => row["expected"] == "accept").Select(row => row["file"])];
        string[] rejected = [.. rows.Where(row => row["expected"] == "reject").Select(row => row["file"])];
        Assert.All(rejected, file => Assert.Contains(file, files.Keys));
        Assert.All(accepted, file => Assert.Equal("OtherContent", files.TryGetValue(file, out var found) ? found.Reason : "OtherContent"));
        Assert.Empty(Look.Drafts(_folder.Path));
    }
}
