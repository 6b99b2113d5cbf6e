using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Export;

/// <summary>Files out of a stopped server's store, and out of a running one.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.Combine("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Export_then_import_gives_the_same_files_byte_for_byte_by_either_way()
    {
        byte[][] files = [.. Enumerable.Range(1, 30).Select(number => DicomBuilder.Instance($"P{number % 3}", number % 3, (number % 2) + 1, number).Add(0x0008_1030, "LO", $"Thorax {number % 3}").ToArray())];
        for (int i = 0; i < files.Length; i++) Sources.Put(_folder.Combine("in"), $"{i}", files[i]);
        await ImportAsync();

        Apacs.Result local = await ExportAsync("--find", "PatientID=p*", "--find", "StudyDescription=thor?x*");
        Assert.True(local.Status == 0, local.Error + local.Output);
        Assert.Equal(Sorted(files), Sorted(Read(Out)));
        await using (ServerProcess server = await ServerProcess.StartAsync(_folder.Path))
        {
            Apacs.Result remote = await Apacs.RunAsync(_folder.Path, "export", "--patient", "P0", "--study", DicomBuilder.Uid(1), "--find", "PatientID=P2", "--to", _folder.Combine("remote"), "--url", server.Url);
            Assert.True(remote.Status == 0, remote.Error + remote.Output);
            Assert.Equal(Names(Out), Names(_folder.Combine("remote")));
            Assert.Equal(Sorted(files), Sorted(Read(_folder.Combine("remote"))));
            Apacs.Result again = await Apacs.RunAsync(_folder.Path, "export", "--patient", "P0", "--to", Out, "--url", server.Url);
            Assert.Contains("written: 0 files", again.Output, StringComparison.Ordinal);
            Assert.Contains("there already: 10", again.Output, StringComparison.Ordinal);
        }

        using var other = new TemporaryFolder();
        Apacs.Result back = await Apacs.RunAsync(other.Path, ["import", Out, .. Apacs.Store(other.Path)]);
        Assert.Equal(0, back.Status);
        await Look.HasExactlyAsync(other.Path, files);
    }

    [Fact]
    public async Task Export_tags_of_hostile_text_stay_in_the_folder()
    {
        byte[] file = DicomBuilder.Instance("../../../evil", 1, 1, 1).Add(0x0010_0010, "PN", "..").Add(0x0008_1030, "LO", "/../..").Add(0x0008_103E, "LO", "CON").ToArray();
        Sources.Put(_folder.Combine("in"), "1", file);
        await ImportAsync();

        Apacs.Result result = await ExportAsync("--patient", "../../../evil", "--layout", "{PatientName}/{StudyDescription}/{SeriesDescription}/{PatientID}.dcm");

        Assert.True(result.Status == 0, result.Error + result.Output);
        Assert.Equal([Path.Join("_", "_.._", "_CON", "_.._.._evil.dcm")], Names(Out));
        Assert.Equal(["in", "index.db", "out", "storage"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(each => Path.GetFileName(each)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Export_names_that_collide_get_marks_and_stay_the_same_when_called_again()
    {
        byte[][] files = [.. Enumerable.Range(1, 4).Select(number => DicomBuilder.Instance("P1", 1, 1, number).ToArray())];
        for (int i = 0; i < files.Length; i++) Sources.Put(_folder.Combine("in"), $"{i}", files[i]);
        await ImportAsync();

        Apacs.Result first = await ExportAsync("--study", DicomBuilder.Uid(1), "--layout", "all/image.dcm");
        string[] names = Names(Out);
        Apacs.Result again = await ExportAsync("--study", DicomBuilder.Uid(1), "--layout", "all/image.dcm");

        Assert.Equal((0, 0), (first.Status, again.Status));
        Assert.Equal(4, names.Length);
        Assert.Equal(names, Names(Out));
        Assert.Contains("there already: 4", again.Output, StringComparison.Ordinal);
        Assert.Equal(Sorted(files), Sorted(Read(Out)));
    }

    [Fact]
    public async Task Export_older_file_of_the_instance_is_replaced_only_if_wanted()
    {
        byte[] file = DicomBuilder.Instance("P1").ToArray();
        Sources.Put(_folder.Combine("in"), "1", file);
        await ImportAsync();
        Sources.Put(Out, "image.dcm", DicomBuilder.Instance("P1").Add(0x0008_103E, "LO", "older").ToArray());

        Apacs.Result kept = await ExportAsync("--instance", DicomBuilder.Uid(1, 1, 1), "--layout", "image.dcm", "--report", _folder.Combine("report.json"));
        Apacs.Result replaced = await ExportAsync("--instance", DicomBuilder.Uid(1, 1, 1), "--layout", "image.dcm", "--overwrite");

        Assert.Equal((1, 0), (kept.Status, replaced.Status));
        Assert.Contains("--overwrite", kept.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("P1", kept.Output, StringComparison.Ordinal);
        Assert.Equal(file, Assert.Single(Read(Out)));
    }

    [Fact]
    public async Task Export_damaged_file_is_told_and_leaves_nothing_half()
    {
        Sources.Put(_folder.Combine("in"), "1", DicomBuilder.Instance("P1").Pixels(new byte[5000]).ToArray());
        await ImportAsync();
        string blob = Directory.EnumerateFiles(_folder.Combine("storage"), "????????-*", SearchOption.AllDirectories).MaxBy(path => new FileInfo(path).Length)!;
        byte[] bytes = await File.ReadAllBytesAsync(blob);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes);

        Apacs.Result result = await ExportAsync("--patient", "P1");

        Assert.Equal(1, result.Status);
        Assert.Contains("is damaged", result.Output, StringComparison.Ordinal);
        Assert.Empty(Names(Out));
    }

    [Fact]
    public async Task Export_of_what_is_not_there_says_so()
    {
        Sources.Put(_folder.Combine("in"), "1", DicomBuilder.Instance("P1").ToArray());
        await ImportAsync();

        Apacs.Result unknown = await ExportAsync("--study", "1.2.3.4");
        Apacs.Result nowhere = await Apacs.RunAsync(_folder.Path, "export", "--study", "1.2", "--to", Out, $"--Storage:Directory={_folder.Combine("no store")}");
        Apacs.Result nothing = await ExportAsync();

        Assert.Equal((1, 3, 2), (unknown.Status, nowhere.Status, nothing.Status));
        Assert.Contains("There is no Study 1.2.3.4", unknown.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("no store")));
    }

    private async Task ImportAsync()
    {
        Apacs.Result result = await Apacs.RunAsync(_folder.Path, ["import", _folder.Combine("in"), .. Apacs.Store(_folder.Path)]);
        Assert.True(result.Status == 0, result.Error + result.Output);
    }

    private Task<Apacs.Result> ExportAsync(params string[] arguments) => Apacs.RunAsync(_folder.Path, ["export", .. arguments, "--to", Out, .. Apacs.Store(_folder.Path)]);

    private static string[] Names(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)] : [];

    private static byte[][] Read(string folder) => [.. Names(folder).Select(name => File.ReadAllBytes(Path.Combine(folder, name)))];

    private static string[] Sorted(IEnumerable<byte[]> files) => [.. files.Select(PublicId.Md5).Order(StringComparer.Ordinal)];
}
