using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.DimseServices.Peers;

/// <summary>An Orthanc on the other end: it stores here, asks whether all is safe, and gets it back.</summary>
public sealed class OrthancTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _dicomPort = PeerProgram.FreePort();
    private RestClient? _orthanc;

    [Fact]
    public async Task What_orthanc_stores_is_here_byte_for_byte_and_is_committed_to_unless_it_is_damaged()
    {
        if (IsAbsent()) return;
        await using RunningServer server = await StartAsync();
        using PeerProgram program = await OrthancAsync(server);
        DicomBuilder[] instances = [Instance(1), Instance(2)];
        string[] ids = await PutAsync(instances);

        Reply stored = (await Orthanc.PostAsync("/modalities/ours/store", JsonSerializer.Serialize(new { Resources = ids, StorageCommitment = true }))).IsOk();
        Assert.Equal("Success", (await ReportAsync(stored.Field("StorageCommitmentTransactionUID"))).Field("Status"));
        for (int i = 0; i < ids.Length; i++)
        {
            byte[] file = (await server.Client.GetAsync($"/instances/{ids[i]}/file")).IsOk().Body;
            Assert.True(file.AsSpan().EndsWith(instances[i].ToDataSet()));
        }

        string damaged = await server.FileOfAsync($"/instances/{ids[0]}/attachments/dicom");
        byte[] bytes = await File.ReadAllBytesAsync(damaged);
        bytes[^10] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes);
        Reply asked = (await Orthanc.PostAsync("/modalities/ours/storage-commitment", JsonSerializer.Serialize(new { Resources = ids }))).IsOk();
        Reply report = await ReportAsync(asked.Field("ID"));

        Assert.Equal("Failure", report.Field("Status"));
        JsonElement failure = Assert.Single(report.Json.GetProperty("Failures").EnumerateArray());
        Assert.Equal((DicomBuilder.Uid(1, 1, 1), 0x0110), (failure.GetProperty("SOPInstanceUID").GetString(), failure.GetProperty("FailureReason").GetInt32()));
        Assert.Equal(DicomBuilder.Uid(1, 1, 2), Assert.Single(report.Json.GetProperty("Success").EnumerateArray()).GetProperty("SOPInstanceUID").GetString());
    }

    [Fact]
    public async Task What_is_sent_to_orthanc_is_there_byte_for_byte()
    {
        if (IsAbsent()) return;
        await using RunningServer server = await StartAsync();
        using PeerProgram program = await OrthancAsync(server);
        Stored stored = await server.StoreAsync(Instance(1));

        Assert.Equal("0", (await server.Client.PostAsync("/modalities/orthanc/store", stored.Id)).IsOk().Json.GetProperty("FailedInstancesCount").GetRawText());

        Assert.True((await Orthanc.GetAsync($"/instances/{stored.Id}/file")).IsOk().Body.AsSpan().EndsWith(Instance(1).ToDataSet()));
        Reply metadata = (await Orthanc.GetAsync($"/instances/{stored.Id}/metadata?expand")).IsOk();
        Assert.Equal(("ATTACHMENTPACS", "ORTHANC"), (metadata.Field("RemoteAET"), metadata.Field("CalledAET")));
    }

    public void Dispose()
    {
        _orthanc?.Dispose();
        _folder.Dispose();
    }

    private RestClient Orthanc => _orthanc!;

    private static DicomBuilder Instance(int number) => DicomBuilder.Instance("P", 1, 1, number).Pixels([.. Enumerable.Repeat((byte)number, 50_000)]);

    private bool IsAbsent()
    {
        if (PeerProgram.IsInstalled("Orthanc") && PeerProgram.IsInstalled("echoscu")) return false;
        output.WriteLine(PeerProgram.Absent("Orthanc or DCMTK's echoscu"));
        return true;
    }

    private Task<RunningServer> StartAsync() =>
        DimseServer.StartAsync([.. DimseServer.Modality("orthanc", "ORTHANC", $"Port={_dicomPort}")]);

    private async Task<PeerProgram> OrthancAsync(RunningServer server)
    {
        int port = PeerProgram.FreePort();
        string configuration = _folder.Combine("orthanc.json");
        await File.WriteAllTextAsync(configuration, JsonSerializer.Serialize(new
        {
            StorageDirectory = _folder.Combine("orthanc"), IndexDirectory = _folder.Combine("orthanc"), HttpPort = port, DicomPort = _dicomPort, DicomAet = "ORTHANC",
            AuthenticationEnabled = false, DicomModalities = new { ours = new object[] { "ATTACHMENTPACS", "127.0.0.1", server.EndPointOf().Port } },
        }));
        PeerProgram program = await PeerProgram.ListenAsync(_folder, _dicomPort, "Orthanc", configuration);
        _orthanc = new RestClient($"http://127.0.0.1:{port}");
        return program;
    }

    private async Task<string[]> PutAsync(DicomBuilder[] instances)
    {
        var ids = new List<string>();
        foreach (DicomBuilder instance in instances) ids.Add((await Orthanc.PostAsync("/instances", instance.ToArray())).IsOk().Field("ID"));
        return [.. ids];
    }

    private async Task<Reply> ReportAsync(string transaction)
    {
        Reply? report = null;
        await Eventually.HoldsAsync("the report has come", async () => (report = (await Orthanc.GetAsync($"/storage-commitment/{transaction}")).IsOk()).Field("Status") != "Pending");
        return report!;
    }
}
