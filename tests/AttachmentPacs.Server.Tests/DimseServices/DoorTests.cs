using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>The door as part of the process: start, stop, kill.</summary>
public class DoorTests
{
    private const int Rounds = 3;
    private const int Senders = 4;

    [Fact]
    public async Task Port_that_is_taken_stops_the_start_with_a_message_that_names_it()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (int code, string error) = await ChildServer.FailAsync(folder.Path, "Dicom:Enabled=true", $"Dicom:Port={port}");

        Assert.Equal(1, code);
        Assert.StartsWith($"AttachmentPacs does not start: Cannot listen for DICOM associations on 127.0.0.1:{port}: ", error, StringComparison.Ordinal);
        Assert.Contains("Choose another Dicom:Address or Dicom:Port, or stop what uses it", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_shows_the_port_that_was_chosen_and_the_configured_one_of_a_shut_door()
    {
        await using RunningServer open = await DimseServer.StartAsync();
        await using RunningServer shut = await RunningServer.StartAsync("Dicom:Port=11112");

        Assert.Equal(open.EndPointOf().Port, await open.Client.DicomPortAsync());
        Assert.Equal(11112, await shut.Client.DicomPortAsync());
    }

    [Fact]
    public async Task Stop_answers_what_is_under_way_then_aborts_and_is_a_clean_one()
    {
        using var folder = new TemporaryFolder();
        DicomBuilder instance = DicomBuilder.Instance("P1").Pixels(new byte[2_000_000]);
        byte[] dataSet = instance.ToDataSet();
        using var content = new HalfStream(dataSet);
        await using (ChildServer server = await ChildServer.StartAsync(folder.Path, DimseServer.Open()))
        {
            int port = await server.Client.DicomPortAsync();
            await using Scu busy = await Scu.ConnectAsync(port);
            await using Scu idle = await Scu.ConnectAsync(port);
            var command = new Command(CommandField.CStoreRequest) { AffectedSopClassUid = DicomBuilder.SopClass, AffectedSopInstanceUid = DicomBuilder.Uid(1, 1, 1) };
            Task<DimseResponse> request = busy.RequestAsync(3, command, new OutgoingDataSet(content, dataSet.Length));
            string drafts = Path.Combine(folder.Path, "storage", "drafts");
            await Eventually.HoldsAsync("the instance is on its way", () => Directory.GetFiles(drafts).Length == 1);

            server.Signal();
            Assert.Equal(EndKind.AbortedByPeer, (await idle.Association.Completion).Kind);
            content.GoOn();

            Assert.Equal(DimseStatus.Success, (await request).Command.Status);
            Assert.Equal(EndKind.AbortedByPeer, (await busy.Association.Completion).Kind);
            Assert.Equal(0, await server.StopAsync());
        }

        await using ChildServer again = await ChildServer.StartAsync(folder.Path);
        string id = Assert.Single((await again.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.True((await again.Client.GetAsync($"/instances/{id}/file")).IsOk().Body.AsSpan().EndsWith(dataSet));
        Assert.Equal(0, await again.StopAsync());
        Assert.DoesNotContain("[1007]", await again.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kills_during_storms_of_C_STOREs_lose_nothing_acknowledged()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentDictionary<string, byte[]>();
        for (int round = 0; round < Rounds; round++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path, DimseServer.Open());
            int port = await server.Client.DicomPortAsync();
            int target = acknowledged.Count + 10 + (round * 7);
            Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendUntilCutAsync(port, (round * Senders) + sender, acknowledged)))];
            await Eventually.HoldsAsync("instances are acknowledged", () => acknowledged.Count >= target);
            await server.KillAsync();
            await Task.WhenAll(senders);
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "storage", "drafts")));
        foreach ((string uid, byte[] dataSet) in acknowledged)
        {
            Reply found = (await last.Client.PostAsync("/tools/lookup", uid)).IsOk();
            Assert.True((await last.Client.GetAsync($"{found.Json[0].GetProperty("Path").GetString()}/file")).IsOk().Body.AsSpan().EndsWith(dataSet), uid);
        }
    }

    private static async Task SendUntilCutAsync(int port, int sender, ConcurrentDictionary<string, byte[]> acknowledged)
    {
        try
        {
            await using Scu scu = await Scu.ConnectAsync(port);
            for (int i = 1; ; i++)
            {
                byte[] pixels = new byte[1000 + (sender % Senders * 50_000)];
                new Random((sender * 1000) + i).NextBytes(pixels);
                byte[] dataSet = DicomBuilder.Instance($"P{sender}", sender + 1, 1, i).Pixels(pixels).ToDataSet();
                string uid = DicomBuilder.Uid(sender + 1, 1, i);
                Assert.Equal(DimseStatus.Success, (await scu.StoreAsync(dataSet, uid)).Status);
                acknowledged[uid] = dataSet;
            }
        }
        catch (AssociationException)
        {
            // The kill has come: this one was not acknowledged.
        }
    }
}
