using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Tests.DimseServices.Peers;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>What C-STORE brings is there byte for byte, with the metadata of contract 1.4; senders of our own and of others.</summary>
public class StoringTests(ITestOutputHelper output)
{
    private const int Meta = 132;

    [Theory]
    [InlineData(DicomBuilder.ExplicitLittleEndian)]
    [InlineData(DicomBuilder.ImplicitLittleEndian)]
    public async Task Data_set_is_kept_as_it_came_with_preamble_and_meta_in_front(string syntax)
    {
        await using RunningServer server = await DimseServer.StartAsync();
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf());
        DicomBuilder instance = DicomBuilder.Instance("P", transferSyntax: syntax).Pixels(new byte[300_001]);

        Assert.Equal(DimseStatus.Success, (await scu.StoreAsync(instance, DicomBuilder.Uid(1, 1, 1))).Status);

        string id = Assert.Single((await server.Client.GetAsync("/instances")).IsOk().Strings);
        byte[] file = (await server.Client.GetAsync($"/instances/{id}/file")).IsOk().Body;
        Assert.Equal(new byte[128], file[..128]);
        Assert.Equal("DICM"u8.ToArray(), file[128..Meta]);
        Assert.Equal(instance.ToDataSet(), file[^instance.ToDataSet().Length..]);
        Reply header = (await server.Client.GetAsync($"/instances/{id}/header?simplify")).IsOk();
        Assert.Equal((syntax, Scu.Title), (header.Field("TransferSyntaxUID"), header.Field("SourceApplicationEntityTitle")));
    }

    [Fact]
    public async Task Metadata_tell_the_association()
    {
        await using RunningServer server = await DimseServer.StartAsync();
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), "CT1", "WHOEVER");
        await scu.StoreAsync(DicomBuilder.Instance("P"), DicomBuilder.Uid(1, 1, 1));
        string id = Assert.Single((await server.Client.GetAsync("/instances")).IsOk().Strings);
        string series = Assert.Single((await server.Client.GetAsync("/series")).IsOk().Strings);

        Reply metadata = (await server.Client.GetAsync($"/instances/{id}/metadata?expand")).IsOk();

        Assert.Equal(
            ("DicomProtocol", "CT1", "WHOEVER", "127.0.0.1", DicomBuilder.ExplicitLittleEndian, DicomBuilder.SopClass),
            (metadata.Field("Origin"), metadata.Field("RemoteAET"), metadata.Field("CalledAET"), metadata.Field("RemoteIP"), metadata.Field("TransferSyntax"), metadata.Field("SopClassUid")));
        Assert.DoesNotContain("HttpUsername", metadata.Keys);
        Assert.Contains("ReceptionDate", metadata.Keys);
        Assert.Equal("CT1", (await server.Client.GetAsync($"/series/{series}/metadata/RemoteAET")).IsOk().Text);
    }

    [Fact]
    public async Task Echoscu_and_storescu_are_served_and_what_they_send_is_there()
    {
        if (!PeerProgram.IsInstalled("storescu"))
        {
            output.WriteLine("DCMTK's echoscu and storescu are not installed: only senders of our own were tested.");
            return;
        }

        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        using var folder = new TemporaryFolder();
        string port = $"{server.EndPointOf().Port}";
        DicomBuilder[] instances = [.. Enumerable.Range(1, 12).Select(number => DicomBuilder.Instance($"P{number % 3}", number % 3, 1, number).Pixels([.. Enumerable.Repeat((byte)number, 50_000)]))];
        string[] files = [.. instances.Select((instance, i) => folder.Combine($"{i}.dcm"))];
        for (int i = 0; i < files.Length; i++) await File.WriteAllBytesAsync(files[i], instances[i].ToArray());

        await RunAsync(folder, "echoscu", "-aet", "CT1", "127.0.0.1", port);
        await Task.WhenAll(files.Chunk(3).Select(some => RunAsync(folder, ["storescu", "-aet", "CT1", "127.0.0.1", port, .. some])));

        string[] ids = (await server.Client.GetAsync("/instances")).IsOk().Strings;
        byte[][] stored = await Task.WhenAll(ids.Select(async id => (await server.Client.GetAsync($"/instances/{id}/file")).IsOk().Body));
        Assert.Equal(instances.Length, stored.Length);
        Assert.All(instances, instance => Assert.Contains(stored, file => file.AsSpan().EndsWith(instance.ToDataSet())));
        Reply totals = (await server.Client.GetAsync("/associations")).IsOk();
        Assert.Equal((12, 5), (totals.Json.GetProperty("Totals").GetProperty("Stored").GetInt32(), totals.Json.GetProperty("Totals").GetProperty("Accepted").GetInt32()));
    }

    private static async Task RunAsync(TemporaryFolder folder, params string[] command)
    {
        (int code, string text) = await TestKit.Command.RunAsync(folder.Path, "", command);
        Assert.True(code == 0, text);
    }
}
