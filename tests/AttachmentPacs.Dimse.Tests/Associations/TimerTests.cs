using System.Net.Sockets;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Dimse.Tests.Associations;

/// <summary>How long a peer is waited for, on a clock that moves only when told.</summary>
public sealed class TimerTests
{
    private static readonly TimeSpan s_almost = TestListener.Dimse - TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Request_that_comes_slowly_is_cut_off_by_ARTIM()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
        await Eventually.HoldsAsync("the connection is waited for", () => server.Time.Running > 0);
        byte[] request = Wire.Associate();

        for (int i = 0; i < 3; i++)
        {
            await peer.SendAsync([request[i]]);
            server.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Null(await peer.ReadAsync());
        Assert.Contains("no whole association request came within 00:00:30", Assert.Single(server.Handler.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_between_messages_ends_by_an_abort()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.SendAsync(Wire.Message(1, Wire.Echo()));
        await peer.CommandAsync();
        await ReadsAsync(server, peer);

        server.Time.Advance(s_almost);
        await peer.SendAsync(Wire.Message(1, Wire.Echo()));
        await peer.CommandAsync();
        await ReadsAsync(server, peer);
        server.Time.Advance(s_almost);
        server.Time.Advance(s_almost);
        server.Time.Advance(s_almost);

        Assert.Equal(new AssociationAbort(true, AbortReason.NotSpecified), await peer.AbortAsync());
        peer.Dispose();
        Assert.Contains("silent", (await server.EndAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_within_a_data_set_is_a_fault_while_other_requests_are_at_work()
    {
        using var work = new CancellationTokenSource();
        var seen = new TaskCompletionSource<Exception>();
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                if (message.DataSet is null)
                {
                    await Task.Delay(Timeout.Infinite, token);
                    return null;
                }

                try
                {
                    await message.DataSet.CopyToAsync(Stream.Null, token);
                }
                catch (Exception e)
                {
                    seen.SetResult(e);
                    throw;
                }

                return null;
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint, user => user with { Window = new OperationsWindow(2, 1) });

        await peer.SendAsync(Wire.Message(1, Wire.Echo(1)), Wire.Message(3, Wire.Store(2)), Wire.Pdu(Wire.Value(3, 0, [1, 2])));
        await ReadsAsync(server, peer);
        server.Time.Advance(TestListener.Dimse);
        server.Time.Advance(TestListener.Dimse);

        Assert.Equal(new AssociationAbort(true, AbortReason.NotSpecified), await peer.AbortAsync());
        Assert.IsAssignableFrom<OperationCanceledException>(await seen.Task);
    }

    [Fact]
    public async Task Silence_while_the_handler_works_is_no_fault()
    {
        var proceed = new TaskCompletionSource();
        TestHandler handler = TestHandler.Waiting(proceed.Task);
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.SendAsync(Wire.Message(1, Wire.Echo(4)));
        await ReadsAsync(server, peer);

        for (int i = 0; i < 10; i++) server.Time.Advance(TestListener.Dimse);
        proceed.SetResult();

        Assert.Equal(4, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        await peer.ReleaseAsync();
    }

    [Fact]
    public async Task Handler_that_does_not_read_its_data_set_for_long_is_not_the_peers_fault()
    {
        var proceed = new TaskCompletionSource();
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                await proceed.Task.WaitAsync(token);
                await message.DataSet!.CopyToAsync(Stream.Null, token);
                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.SendAsync(Wire.Message(3, Wire.Store(4)));
        await Eventually.HoldsAsync("the command is read", () => server.Handler.All.SingleOrDefault()?.BytesReceived == peer.Sent);

        for (int i = 0; i < 10; i++) server.Time.Advance(TestListener.Dimse);
        await peer.SendAsync(Wire.Pdu(Wire.Value(3, 2, [1, 2])));
        proceed.SetResult();

        Assert.Equal(4, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
    }

    [Fact]
    public async Task Peer_that_takes_no_answer_is_aborted()
    {
        byte[] much = Wire.Bytes(64 << 20);
        var handler = new TestHandler { Answer = (_, message, _) => Task.FromResult<DimseResponse?>(new(message.Command.Respond(DimseStatus.Success), much)) };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.Message(1, Wire.Echo()));
        Association association = await server.OnlyAsync();
        long sent = 0;
        await Eventually.HoldsAsync("nothing more is taken", () => sent > 1000 & sent == (sent = association.BytesSent));
        for (int i = 0; i < 4; i++) server.Time.Advance(TestListener.Dimse);

        await Eventually.HoldsAsync("the association ends", () =>
        {
            server.Time.Advance(TestListener.Artim);
            return !server.Handler.Ends.IsEmpty;
        });
        Assert.Contains("took nothing", server.Handler.Ends.Single().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_that_does_not_close_after_the_last_word_is_closed_after_ARTIM()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.ReleaseAsync();
        await Eventually.HoldsAsync("the close is waited for", () => server.Time.Running > 0);
        Assert.Empty(server.Handler.Ends);

        await Eventually.HoldsAsync("the association ends", () =>
        {
            server.Time.Advance(TestListener.Artim);
            return !server.Handler.Ends.IsEmpty;
        });
        Assert.Equal(EndKind.Released, server.Handler.Ends.Single().Kind);
    }

    [Fact]
    public async Task Connector_gives_up_after_ARTIM_and_says_so()
    {
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        deaf.Listen();
        var time = new ManualTimers();
        Task<Association> opening = AssociationConnector.ConnectAsync(
            TestListener.Connector((System.Net.IPEndPoint)deaf.LocalEndPoint!), Wire.Request().Contexts, [], new TestHandler(), time, CancellationToken.None);
        await Eventually.HoldsAsync("ARTIM runs", () => time.Running > 0);

        time.Advance(TestListener.Artim);

        AssociationException failure = await Assert.ThrowsAsync<AssociationException>(() => opening);
        Assert.Contains("no answer within 00:00:30", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, time.Running);
    }

    // In this order: a read that is under way before the last bytes are counted is the one that brings them.
    private static Task ReadsAsync(TestListener server, RawPeer peer) => Eventually.HoldsAsync(
        "all that was sent is read, and more is waited for",
        () => server.Handler.All.SingleOrDefault() is { } association && association.BytesReceived == peer.Sent && association.WaitsForPeer);
}
