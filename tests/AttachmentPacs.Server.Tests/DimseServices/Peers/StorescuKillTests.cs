using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.DimseServices.Peers;

/// <summary>A kill of the server while DCMTK's storescu sends: what it was told Success for is there.</summary>
public class StorescuKillTests(ITestOutputHelper output)
{
    private const int Count = 400;
    private const int Enough = 10;
    private const string Told = "Received Store Response (Success)";

    private static readonly string[] Door = DimseServer.Open("Dicom:DimseTimeout=00:00:20");

    [Fact]
    public async Task Everything_that_storescu_was_told_success_for_is_there_after_a_kill()
    {
        if (!PeerProgram.IsInstalled("storescu"))
        {
            output.WriteLine(PeerProgram.Absent("DCMTK's storescu"));
            return;
        }

        using var folder = new TemporaryFolder();
        using var sent = new TemporaryFolder();
        string[] files = [.. Enumerable.Range(1, Count).Select(number => sent.Combine($"{number:000}.dcm"))];
        for (int i = 0; i < Count; i++) await File.WriteAllBytesAsync(files[i], Instance(i).ToArray());
        string said;
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path, Door))
        {
            int port = await server.Client.DicomPortAsync();
            using PeerProgram storescu = PeerProgram.Start(sent, ["storescu", "-v", "127.0.0.1", $"{port}", .. files]);
            await Eventually.HoldsAsync("some are stored", async () => (await CountAsync(server)) >= Enough);
            await server.KillAsync();
            said = await storescu.EndAsync();
        }

        // One association: answers come in the order of the files.
        int told = said.Split(Told).Length - 1;
        Assert.InRange(told, Enough - 1, Count);
        output.WriteLine($"Killed after {told} of {Count}.");
        await using ChildServer again = await ChildServer.StartAsync(folder.Path, Door);
        string[] ids = (await again.Client.GetAsync("/instances")).IsOk().Strings;
        var stored = new List<byte[]>();
        foreach (string id in ids) stored.Add((await again.Client.GetAsync($"/instances/{id}/file")).IsOk().Body);
        Assert.All(Enumerable.Range(0, told), i => Assert.Contains(stored, file => file.AsSpan().EndsWith(Instance(i).ToDataSet())));
    }

    private static DicomBuilder Instance(int number) => DicomBuilder.Instance("P", 1, 1, number + 1).Pixels([.. Enumerable.Repeat((byte)number, 20_000)]);

    private static async Task<int> CountAsync(ChildServer server) =>
        (await server.Client.GetAsync("/statistics")).IsOk().Json.GetProperty("CountInstances").GetInt32();
}
