using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Dimse.Tests.Network;

public sealed class ListenerTests
{
    [Theory]
    [InlineData(2, 50)]
    [InlineData(50, 2)]
    public async Task Associations_beyond_a_limit_are_rejected_for_now_and_beyond_twice_the_limit_closed(int max, int maxPerAddress)
    {
        await using TestListener server = TestListener.Start(change: options => options with { MaxAssociations = max, MaxAssociationsPerAddress = maxPerAddress });
        List<RawPeer> peers = [];
        for (int i = 0; i < 2; i++) peers.Add(await RawPeer.AssociateAsync(server.EndPoint));

        for (int i = 0; i < 2; i++)
        {
            peers.Add(await RawPeer.ConnectAsync(server.EndPoint));
            await peers[^1].SendAsync(Wire.Associate());
            Assert.Equal(AssociateReject.LocalLimitExceeded, await peers[^1].RejectAsync());
        }

        using (RawPeer flood = await RawPeer.ConnectAsync(server.EndPoint)) Assert.Null(await flood.ReadAsync());
        Assert.Contains("too many connections", server.Handler.Refusals);

        foreach (RawPeer peer in peers) peer.Dispose();
        await Eventually.HoldsAsync("there is room again", () => server.Listener.Open.Count == 0);
        using RawPeer next = await RawPeer.AssociateAsync(server.EndPoint);
        await next.ReleaseAsync();
    }

    [Fact]
    public async Task Two_hundred_associations_at_once_are_served()
    {
        await using TestListener server = TestListener.Start(change: options => options with { MaxAssociations = 200, MaxAssociationsPerAddress = 200 });
        Association[] all = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => server.ConnectAsync()));

        DimseResponse[] responses = await Task.WhenAll(all.Select(each =>
            each.RequestAsync(each.Facts.Contexts[3], Wire.Store(), OutgoingDataSet.Of(Wire.Bytes(30_000)), CancellationToken.None)));

        Assert.All(responses, each => Assert.Equal(DimseStatus.Success, each.Command.Status));
        await Task.WhenAll(all.Select(each => each.ReleaseAsync(CancellationToken.None)));
        await Eventually.HoldsAsync("all have ended", () => server.Handler.Ends.Count == 200);
        Assert.All(server.Handler.Ends, each => Assert.Equal(EndKind.Released, each.Kind));
        await Eventually.HoldsAsync("no timer runs", () => server.Time.Running == 0);
    }

    [Fact]
    public async Task Associations_that_have_ended_are_held_by_nothing()
    {
        await using TestListener server = TestListener.Start();
        WeakReference[] ended = await RunAsync(server);
        await Eventually.HoldsAsync("they are collected", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return ended.All(each => !each.IsAlive);
        });

        static async Task<WeakReference[]> RunAsync(TestListener server)
        {
            for (int i = 0; i < 10; i++)
            {
                await using Association association = await server.ConnectAsync();
                await association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None);
                if (i % 2 == 0) await association.ReleaseAsync(CancellationToken.None);
            }

            await Eventually.HoldsAsync("all have ended", () => server.Handler.Ends.Count == 10);
            WeakReference[] all = [.. server.Handler.All.Select(each => new WeakReference(each))];
            server.Handler.All.Clear();
            return all;
        }
    }

    [Fact]
    public async Task Stop_lets_requests_under_way_be_answered_and_aborts_the_idle()
    {
        var proceed = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        await using TestListener server = TestListener.Start(TestHandler.Waiting(proceed.Task, begun));
        using RawPeer idle = await RawPeer.AssociateAsync(server.EndPoint);
        using RawPeer busy = await RawPeer.AssociateAsync(server.EndPoint);
        using RawPeer half = await RawPeer.ConnectAsync(server.EndPoint);
        await busy.SendAsync(Wire.Message(1, Wire.Echo(8)));
        await begun.Task;

        Task stopping = server.Listener.StopAsync(CancellationToken.None);

        Assert.Equal(AssociationAbort.ByUser, await idle.AbortAsync());
        Assert.Null(await half.ReadAsync());
        await Assert.ThrowsAnyAsync<SocketException>(() => RawPeer.ConnectAsync(server.EndPoint));
        proceed.SetResult();
        Assert.Equal(8, (await busy.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(AssociationAbort.ByUser, await busy.AbortAsync());
        idle.Dispose();
        busy.Dispose();
        await stopping;
    }

    [Fact]
    public async Task Stop_whose_time_is_up_aborts_and_returns_though_a_handler_hangs()
    {
        var never = new TaskCompletionSource<DimseResponse?>();
        var begun = new TaskCompletionSource();
        await using TestListener server = TestListener.Start(new TestHandler { Answer = AnswerAsync });
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.SendAsync(Wire.Message(3, Wire.Store()), Wire.Pdu(Wire.Value(3, 0, [1, 2])));
        await begun.Task;
        using var patience = new CancellationTokenSource();

        Task stopping = server.Listener.StopAsync(patience.Token);
        Assert.False(stopping.IsCompleted);
        await patience.CancelAsync();

        Assert.Equal(AssociationAbort.ByUser, await peer.AbortAsync());
        while (!stopping.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        never.SetResult(null);

        Task<DimseResponse?> AnswerAsync(Association association, DimseMessage message, CancellationToken token)
        {
            begun.SetResult();
            return never.Task;
        }
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1", "::1")]
    [InlineData("::", "127.0.0.1", "127.0.0.1")]
    [InlineData("::", "::1", "::1")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", "127.0.0.1")]
    public async Task Listener_is_reached_by_the_addresses_it_stands_for(string listens, string reached, string shown)
    {
        await using TestListener server = TestListener.Start(change: options => options with { EndPoint = new IPEndPoint(IPAddress.Parse(listens), 0) });
        await using Association association = await AssociationConnector.ConnectAsync(
            TestListener.Connector(new IPEndPoint(IPAddress.Parse(reached), server.EndPoint.Port)), Wire.Request().Contexts, [], new TestHandler(), TimeProvider.System, CancellationToken.None);

        await Eventually.HoldsAsync("it stands", () => !server.Handler.All.IsEmpty);
        Assert.Equal(IPAddress.Parse(shown), server.Handler.All.Single().Facts.Remote.Address);
        Assert.Equal(IPAddress.Parse(shown), association.Facts.Remote.Address);
        await association.ReleaseAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Address_that_is_taken_is_refused_with_what_to_do()
    {
        await using TestListener server = TestListener.Start();

        IOException failure = Assert.Throws<IOException>(() => TestListener.Start(change: options => options with { EndPoint = server.EndPoint }));

        Assert.Contains("Choose another Dicom:Address or Dicom:Port", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejection_is_told_to_who_asks_with_its_reason()
    {
        await using TestListener server = TestListener.Start(new TestHandler { Judge = _ => Negotiation.Reject(AssociateReject.CallingAeTitleNotRecognized, "a stranger") });

        AssociationRejectedException failure = await Assert.ThrowsAsync<AssociationRejectedException>(() => server.ConnectAsync());

        Assert.Equal(AssociateReject.CallingAeTitleNotRecognized, failure.Reject);
        Assert.Equal(["a stranger"], server.Handler.Refusals);
    }

    [Fact]
    public async Task Handler_that_fails_to_judge_aborts_the_connection()
    {
        await using TestListener server = TestListener.Start(new TestHandler { Judge = _ => throw new InvalidOperationException("boom") });
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
        await peer.SendAsync(Wire.Associate());

        Assert.Equal(AssociationAbort.ByUser, await peer.AbortAsync());
    }
}
