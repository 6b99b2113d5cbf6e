using System.IO.Compression;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

public class ZipUploadTests(DefaultServer shared, ITestOutputHelper output) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Zip_of_files_is_an_array_of_what_each_alone_is_answered()
    {
        string patient = _server.NewPatient();
        byte[][] files = [.. Enumerable.Range(1, 40).Select(number => DicomBuilder.Instance(patient, instance: number).Pixels(new byte[number * 100]).ToArray())];
        Stored known = await _server.Client.StoreAsync(files[7]);

        Reply reply = (await _server.Client.PostAsync("/instances", ZipBytes.Of(files), ("Content-Type", "application/dicom"))).IsOk();

        JsonElement[] stored = [.. reply.Json.EnumerateArray()];
        Assert.Equal(40, stored.Length);
        Assert.Null(reply["Skipped-Members"]);
        for (int i = 0; i < files.Length; i++)
        {
            Assert.Equal(["ID", "ParentPatient", "ParentSeries", "ParentStudy", "Path", "Status"], stored[i].EnumerateObject().Select(each => each.Name));
            Assert.Equal(i == 7 ? "AlreadyStored" : "Success", stored[i].GetProperty("Status").GetString());
            Assert.Equal(files[i], (await _server.Client.GetAsync($"{stored[i].GetProperty("Path").GetString()}/file")).IsOk().Body);
        }

        Assert.Equal(known.Id, stored[7].GetProperty("ID").GetString());
        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public async Task Zip_large_and_small_members_come_in_their_order()
    {
        string patient = _server.NewPatient();
        int[] sizes = [100, 3_000_000, 100, 1_048_000, 70_000, 5_000_001, 100];
        byte[][] files = [.. sizes.Select((size, number) => DicomBuilder.Instance(patient, instance: number + 1).Pixels(Noise(size)).ToArray())];

        Reply reply = (await _server.Client.SendChunkedAsync(HttpMethod.Post, "/instances", new MemoryStream(ZipBytes.Of(files)))).IsOk();

        string[] paths = reply.Json.Each("Path");
        Assert.Equal(files.Length, paths.Length);
        for (int i = 0; i < files.Length; i++) Assert.Equal(files[i], (await _server.Client.GetAsync($"{paths[i]}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Zip_members_that_are_no_instances_are_left_out_counted_and_on_demand_reported()
    {
        byte[] file = _server.NewInstance().ToArray();
        byte[] archive = ZipBytes.Of(
            ("../../etc/passwd", "root"u8.ToArray()), ("DICOMDIR", file), ("folder/", []), ("nested.zip", ZipBytes.Of([file])), ("C:\\x\\dicomdir", file),
            ("a.dcm.gz", Gzip(file)), ("empty", []), ("/abs.dcm", file), ("truncated", file[..^10]));

        Reply reply = (await _server.Client.PostAsync("/instances", archive)).IsOk();
        Reply report = (await _server.Client.PostAsync("/instances?report", archive)).IsOk();

        Assert.Equal("Success", Assert.Single(reply.Json.Each("Status")));
        Assert.Equal("7", reply["Skipped-Members"]);
        Assert.Equal("7", report["Skipped-Members"]);
        Assert.Equal(["Instances", "Skipped"], report.Keys);
        Assert.Equal("AlreadyStored", Assert.Single(report.Json.GetProperty("Instances").Each("Status")));
        JsonElement skipped = report.Json.GetProperty("Skipped");
        Assert.Equal(["0", "1", "2", "3", "4", "5", "7"], skipped.Each("Index"));
        Assert.Equal(["../../etc/passwd", "DICOMDIR", "nested.zip", "C:\\x\\dicomdir", "a.dcm.gz", "empty", "truncated"], skipped.Each("Name"));
        Assert.All(skipped.Each("Reason"), reason => Assert.NotEmpty(reason));
        Assert.Empty(_server.Drafts());
    }

    [Fact]
    public async Task Zip_empty_is_an_empty_array()
    {
        Reply reply = (await _server.Client.PostAsync("/instances", ZipBytes.Of())).IsOk();
        Reply report = (await _server.Client.PostAsync("/instances?report=true", ZipBytes.Of())).IsOk();

        Assert.Equal("[]\n", reply.Text);
        Assert.Equal(0, report.Json.GetProperty("Instances").GetArrayLength());
    }

    [Fact]
    public async Task Zip_within_gzip_is_stored()
    {
        byte[] archive = ZipBytes.Of([_server.NewInstance().ToArray(), _server.NewInstance().ToArray()]);

        Reply reply = (await _server.Client.PostAsync("/instances", Gzip(archive), ("Content-Encoding", "gzip"))).IsOk();

        Assert.Equal(["Success", "Success"], reply.Json.Each("Status"));
    }

    [Fact]
    public async Task Zip_duplicates_are_skipped_where_they_are_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:Duplicates=Reject");
        byte[] file = server.NewInstance().ToArray();

        Reply reply = (await server.Client.PostAsync("/instances?report", ZipBytes.Of([file, server.NewInstance().ToArray(), file]))).IsOk();

        Assert.Equal(2, reply.Json.GetProperty("Instances").GetArrayLength());
        Assert.Contains("Storage:Duplicates", Assert.Single(reply.Json.GetProperty("Skipped").Each("Reason")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zips_at_the_same_time_are_all_stored()
    {
        byte[][] archives = [.. Enumerable.Range(0, 8).Select(_ =>
        {
            string patient = _server.NewPatient();
            return ZipBytes.Of(Enumerable.Range(1, 30).Select(number => DicomBuilder.Instance(patient, instance: number).Pixels(new byte[2000]).ToArray()));
        })];

        Reply[] replies = await Task.WhenAll(archives.Select(archive => Task.Run(() => _server.Client.PostAsync("/instances", archive))));

        Assert.All(replies, reply => Assert.Equal(Enumerable.Repeat("Success", 30), reply.IsOk().Json.Each("Status")));
    }

    [Fact]
    public async Task Zip_of_the_corpus_gives_the_ids_that_its_files_give_one_by_one()
    {
        if (CorpusFolder.Path is null) output.WriteLine(CorpusFolder.Absent);
        byte[][] files = [.. CorpusFolder.Files("visible").Select(File.ReadAllBytes)];
        await using RunningServer one = await RunningServer.StartAsync();
        await using RunningServer other = await RunningServer.StartAsync();
        List<string> expected = [];
        foreach (byte[] file in files)
        {
            Reply reply = await one.Client.PostAsync("/instances", file);
            if (reply.Status == System.Net.HttpStatusCode.OK) expected.Add(reply.Field("ID"));
        }

        Reply whole = (await other.Client.PostAsync("/instances?report", ZipBytes.Of(files))).IsOk();

        output.WriteLine($"{expected.Count} of {files.Length} files are stored");
        Assert.Equal(expected, whole.Json.GetProperty("Instances").Each("ID"));
        Assert.Equal(files.Length - expected.Count, whole.Json.GetProperty("Skipped").GetArrayLength());
        Assert.Equal(
            (await one.Client.GetAsync("/instances")).Strings.Order(StringComparer.Ordinal), (await other.Client.GetAsync("/instances")).Strings.Order(StringComparer.Ordinal));
    }

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(content);
        return bytes.ToArray();
    }
}
