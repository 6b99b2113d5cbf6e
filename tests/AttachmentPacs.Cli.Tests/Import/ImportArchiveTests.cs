using System.IO.Compression;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>ZIP archives, and media by their DICOMDIR.</summary>
public sealed class ImportArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ReportPath => _folder.Combine("report.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_archive_stores_its_small_and_large_members_and_passes_over_the_rest()
    {
        byte[] small = DicomBuilder.Instance("P1", instance: 1).ToArray();
        byte[] large = DicomBuilder.Instance("P1", instance: 2).Pixels(new byte[3 << 20]).ToArray();
        byte[] edge = DicomBuilder.Instance("P1", instance: 3).Pixels(new byte[1 << 20]).ToArray();
        string zip = _folder.Combine("study.zip");
        await WriteAsync(zip, ("a/IM1", small), ("a/IM2", large), ("IM3", edge), ("notes.txt", new byte[600]), ("../../out.dcm", small[..^10]), ("inner.zip", "PK\u0003\u0004 and so on"u8.ToArray()));

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", zip, "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status == 1, result.Error + result.Output);
        var (files, totals) = Look.Report(ReportPath);
        Assert.Equal(
            ["inner.zip Skipped NestedArchive", "notes.txt Skipped NotDicom", "out.dcm Refused Truncated"],
            files.Select(file => $"{file.Key.Split('!')[^1]} {file.Value.Outcome} {file.Value.Reason}").Order(StringComparer.Ordinal));
        Assert.Equal(small.Length + large.Length + edge.Length, totals.GetProperty("StoredBytes").GetInt32());
        await Look.HasExactlyAsync(_folder.Path, [small, large, edge]);

        Apacs.Result again = await Apacs.RunAsync(_folder.Path, ["import", zip, "--report", ReportPath, .. Apacs.Store(_folder.Path)]);
        Assert.Equal((1, 3), (again.Status, Look.Report(ReportPath).Totals.GetProperty("Present").GetInt32()));
        await Look.HasExactlyAsync(_folder.Path, [small, large, edge]);
    }

    [Fact]
    public async Task Import_archive_that_is_cut_off_stores_what_came_before()
    {
        byte[] first = DicomBuilder.Instance("P1", instance: 1).ToArray();
        string zip = _folder.Combine("in/cut.zip");
        System.IO.Directory.CreateDirectory(_folder.Combine("in"));
        await WriteAsync(zip, ("1.dcm", first), ("2.dcm", DicomBuilder.Instance("P1", instance: 2).Pixels(Noise(2 << 20)).ToArray()));
        byte[] whole = await File.ReadAllBytesAsync(zip);
        await File.WriteAllBytesAsync(zip, whole[..^(1 << 20)]);

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", _folder.Combine("in"), .. Apacs.Store(_folder.Path)]);

        Assert.Equal(1, result.Status);
        Assert.Contains("cut.zip", result.Output, StringComparison.Ordinal);
        await Look.HasExactlyAsync(_folder.Path, [first]);
    }

    [Fact]
    public async Task Import_DICOMDIR_takes_the_files_it_names_and_tells_what_is_missing_or_outside()
    {
        byte[] one = DicomBuilder.Instance("P1", instance: 1).ToArray();
        byte[] two = DicomBuilder.Instance("P1", instance: 2).ToArray();
        string medium = _folder.Combine("medium");
        Sources.Put(Path.Combine(medium, "images"), "im1", one);
        Sources.Put(Path.Combine(medium, "IMAGES2"), "IM2.;1", two);
        Sources.Put(medium, "unnamed.dcm", DicomBuilder.Instance("P1", instance: 3).ToArray());
        Sources.Put(_folder.Path, "outside.dcm", DicomBuilder.Instance("P1", instance: 4).ToArray());
        System.IO.Directory.CreateSymbolicLink(Path.Combine(medium, "LINK"), _folder.Path);
        Sources.Put(medium, "DICOMDIR", Directory(@"IMAGES\IM1", @"IMAGES2\IM2", @"IMAGES\IM9", @"..\outside.dcm", @"LINK\outside.dcm"));

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", Path.Combine(medium, "DICOMDIR"), "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.True(result.Status == 1, result.Error + result.Output);
        using var report = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(ReportPath));
        Assert.Equal(
            ["Missing IM9", "OutsideFolder outside.dcm", "OutsideFolder outside.dcm"],
            report.RootElement.GetProperty("Files").EnumerateArray().Select(file => $"{file.GetProperty("Reason").GetString()} {Path.GetFileName(file.GetProperty("Path").GetString())}").Order(StringComparer.Ordinal));
        await Look.HasExactlyAsync(_folder.Path, [one, two]);
    }

    [Fact]
    public async Task Import_folder_with_a_DICOMDIR_takes_the_files_and_passes_over_it()
    {
        byte[] one = DicomBuilder.Instance("P1", instance: 1).ToArray();
        Sources.Put(_folder.Combine("in"), "IM1", one);
        Sources.Put(_folder.Combine("in"), "DICOMDIR", Directory("IM1"));

        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", _folder.Combine("in"), "--report", ReportPath, .. Apacs.Store(_folder.Path)]);

        Assert.Equal(0, result.Status);
        Assert.Equal("DicomDir", Look.Report(ReportPath).Files["DICOMDIR"].Reason);
        await Look.HasExactlyAsync(_folder.Path, [one]);
    }

    private static byte[] Directory(params string[] ids)
    {
        Action<DicomBuilder>[] records = [.. ids.Select(id => (Action<DicomBuilder>)(record => record.Add(0x0004_1430, "CS", "IMAGE").Add(0x0004_1500, "CS", id)))];
        return new DicomBuilder().Add(0x0004_1130, "CS", "MEDIUM").Sequence(0x0004_1220, records).ToArray();
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private static async Task WriteAsync(string path, params (string Name, byte[] Content)[] members)
    {
        await using ZipArchive zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in members)
        {
            await using Stream member = await zip.CreateEntry(name).OpenAsync();
            await member.WriteAsync(content);
        }
    }
}
