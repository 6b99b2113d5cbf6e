using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dimse.Tests.Network;

/// <summary>What receiving costs in memory. Alone, as the counters are those of the process.</summary>
[Collection(nameof(CostTests))]
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
public sealed class CostTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(16 << 10)]
    [InlineData(128 << 10)]
    public async Task Data_set_of_a_CT_is_received_with_few_allocations_in_PDUs_of_any_size(int pdu)
    {
        const int Count = 50;
        byte[] buffer = new byte[512 << 10];
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                while (await message.DataSet!.ReadAsync(buffer, token) > 0)
                {
                }

                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        byte[] message = Wire.StoreMessage(Wire.Bytes(526 << 10), fragment: pdu - 6);
        byte[] answer = new byte[512];
        await StoreAsync(20);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await StoreAsync(Count);
        long each = (GC.GetTotalAllocatedBytes(precise: true) - before) / Count;

        output.WriteLine($"{each} bytes for a data set of 526 KiB in PDUs of {pdu}");
        
        // Unoptimised code allocates each state machine; optimised, it is a tenth of this.
        Assert.InRange(each, 0, 64 << 10);

        async Task StoreAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await peer.SendAsync(message);
                for (int got = 0; got < 6 || got < 6 + ((answer[4] << 8) | answer[5]);) got += await peer.Socket.ReceiveAsync(answer.AsMemory(got));
            }
        }
    }

    [Fact]
    public async Task Fifty_associations_in_the_middle_of_a_gigabyte_hold_little_each()
    {
        await using TestListener server = TestListener.Start(new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                await message.DataSet!.CopyToAsync(Stream.Null, 4096, token);
                return null;
            },
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<RawPeer> peers = [];
        for (int i = 0; i < 50; i++)
        {
            peers.Add(await RawPeer.AssociateAsync(server.EndPoint));
            await peers[^1].SendAsync(Wire.Message(3, Wire.Store()));
            byte[] fragment = Wire.Pdu(Wire.Value(3, 0, new byte[64 << 10]));
            for (int j = 0; j < 16; j++) await peers[^1].SendAsync(fragment);
        }

        await Eventually.HoldsAsync("all is read", () => server.Handler.All.All(each => each.BytesReceived > 1 << 20));
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / 50;
        output.WriteLine($"{each} bytes an association");
        Assert.InRange(each, 0, 256 << 10);
        foreach (RawPeer peer in peers) peer.Dispose();
    }

    [Fact]
    public async Task Connections_that_claim_a_gigabyte_take_no_memory()
    {
        await using TestListener server = TestListener.Start();
        List<RawPeer> peers = [];
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < 20; i++)
        {
            peers.Add(await RawPeer.ConnectAsync(server.EndPoint));
            await peers[^1].SendAsync([1, 0, 0x40, 0, 0, 0, 0, 1]);
            peers.Add(await RawPeer.AssociateAsync(server.EndPoint));
            await peers[^1].SendAsync([4, 0, 0x40, 0, 0, 0, 0, 1]);
        }

        for (int i = 0; i < 40; i++) await peers[i].AbortAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
        foreach (RawPeer peer in peers) peer.Dispose();
    }

    [Fact]
    public async Task Request_that_claims_what_it_may_takes_memory_as_it_comes()
    {
        await using TestListener server = TestListener.Start();
        List<RawPeer> peers = [];
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < 40; i++)
        {
            peers.Add(await RawPeer.ConnectAsync(server.EndPoint));
            await peers[^1].SendAsync(Wire.Header(1, 256 << 10), [0, 1]);
        }

        await Eventually.HoldsAsync("all are waited for", () => server.Time.Running >= 40);
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / 40, 0, 100 << 10);
        foreach (RawPeer peer in peers) peer.Dispose();
    }

    [Fact]
    public async Task Thousands_of_requests_with_one_token_leave_nothing_on_it()
    {
        await using TestListener server = TestListener.Start();
        await using Association association = await server.ConnectAsync();
        using var source = new CancellationTokenSource();
        await EchoAsync(200);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await EchoAsync(3000);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 3000 * 60);

        async Task EchoAsync(int count)
        {
            for (int i = 0; i < count; i++) await association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, source.Token);
        }
    }

    [Fact]
    public async Task Data_set_of_more_than_4_GiB_arrives_whole()
    {
        if (!SlowLane.IsOn)
        {
            output.WriteLine(SlowLane.Off);
            return;
        }

        const long Length = (4L << 30) + 12_346;
        long received = 0;
        await using TestListener server = TestListener.Start(new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                byte[] buffer = new byte[512 << 10];
                while (await message.DataSet!.ReadAsync(buffer, token) is > 0 and int count) received += count;
                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        });
        await using Association association = await server.ConnectAsync();

        DimseResponse response = await association.RequestAsync(
            association.Facts.Contexts[3], Wire.Store(), new OutgoingDataSet(new GeneratedStream([], Length, 1), Length), CancellationToken.None);

        Assert.Equal((DimseStatus.Success, Length), (response.Command.Status, received));
    }
}
