using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Dimse.Tests.Associations;

public sealed class BrokenConnectionTests
{
    private static readonly byte[] s_dataSet = Wire.Bytes(100);

    // Association, C-ECHO, C-STORE in four fragments, release.
    private static readonly byte[] s_session =
        [.. Wire.Associate(), .. Wire.Message(1, Wire.Echo(1)), .. Wire.StoreMessage(s_dataSet, 2, 30), .. Wire.ReleaseRequest];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_cut_after_any_byte_never_ends_a_data_set_and_leaves_nothing(bool isReset)
    {
        int whole = s_session.Length - Wire.ReleaseRequest.Length;
        var handler = new TestHandler();
        await using TestListener server = TestListener.Start(handler);

        for (int length = 0; length < s_session.Length; length++)
        {
            using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
            await peer.SendAsync(s_session[..length]);
            if (isReset) peer.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            else peer.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            if (isReset) peer.Socket.Close();
            else while (await peer.ReadAsync() is not null) { }
        }

        await Eventually.HoldsAsync("all have ended", () => handler.Ends.Count + handler.Refusals.Count >= s_session.Length - (isReset ? s_session.Length : 0) && server.Listener.Open.Count == 0);
        Assert.All(handler.Stored, stored => Assert.Equal(s_dataSet, stored));
        if (!isReset) Assert.Equal(s_session.Length - whole, handler.Stored.Count);
        Assert.Empty(handler.Failures);
        Assert.All(handler.Ends, end => Assert.NotEqual(EndKind.Released, end.Kind));
        await Eventually.HoldsAsync("no timer runs", () => server.Time.Running == 0);
        using RawPeer next = await RawPeer.AssociateAsync(server.EndPoint);
        await next.ReleaseAsync();
    }

    [Fact]
    public async Task Data_set_that_breaks_off_throws_at_each_read_and_its_handler_ends()
    {
        List<Exception> seen = [];
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                for (int i = 0; i < 3; i++) seen.Add(await Record.ExceptionAsync(() => message.DataSet!.CopyToAsync(Stream.Null, token)));
                return new DimseResponse(message.Command.Respond(DimseStatus.StorageFailure));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.Message(3, Wire.Store()), Wire.Pdu(Wire.Value(3, 0, [1, 2])));
        peer.Dispose();

        Assert.Equal(EndKind.Lost, (await server.EndAsync()).Kind);
        Assert.Equal(3, seen.Count);
        Assert.All(seen, each => Assert.IsAssignableFrom<AssociationException>(each));
        Assert.Empty(handler.Failures);
    }

    [Fact]
    public async Task Source_of_a_data_set_that_fails_is_told_from_a_connection_that_fails()
    {
        await using TestListener server = TestListener.Start();
        await using Association association = await server.ConnectAsync();

        await Assert.ThrowsAsync<EndOfStreamException>(() => association.RequestAsync(
            association.Facts.Contexts[3], Wire.Store(), new OutgoingDataSet(new MemoryStream(new byte[10]), 1 << 20), CancellationToken.None));

        Assert.Equal(EndKind.Aborted, (await association.Completion).Kind);
        AssociationEnd end = await server.EndAsync();
        Assert.NotEqual(EndKind.Released, end.Kind);
        Assert.Empty(server.Handler.Stored);
    }

    [Fact]
    public async Task Request_that_is_given_up_in_time_leaves_no_trace_and_afterwards_aborts()
    {
        var proceed = new TaskCompletionSource();
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                await proceed.Task.WaitAsync(token);
                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        await using Association association = await server.ConnectAsync();
        PresentationContext context = association.Facts.Contexts[1];
        using var early = new CancellationTokenSource();
        using var late = new CancellationTokenSource();

        Task<DimseResponse> first = association.RequestAsync(context, Wire.Echo(), null, CancellationToken.None);
        Task<DimseResponse> second = association.RequestAsync(context, Wire.Echo(), null, early.Token);
        await early.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        proceed.SetResult();
        Assert.Equal(DimseStatus.Success, (await first).Command.Status);

        proceed = new TaskCompletionSource();
        Task<DimseResponse> third = association.RequestAsync(context, Wire.Echo(), null, late.Token);
        await Eventually.HoldsAsync("it is sent", () => server.Handler.All.SingleOrDefault()?.BytesReceived == association.BytesSent && association.WaitsForPeer);
        await late.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal(EndKind.Aborted, (await association.Completion).Kind);
    }

    [Fact]
    public async Task Ends_from_many_threads_at_once_end_it_once()
    {
        for (int i = 0; i < 30; i++)
        {
            await using TestListener server = TestListener.Start();
            Association association = await server.ConnectAsync();
            Task<DimseResponse>[] requests = [.. Enumerable.Range(0, 5).Select(_ => association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None))];

            await Task.WhenAll(
                Task.Run(() => association.Abort(AssociationAbort.ByUser, "one")), Task.Run(association.Drain), Task.Run(() => association.ReleaseAsync(CancellationToken.None)),
                Task.Run(() => server.Handler.All.FirstOrDefault()?.Drain()), Task.Run(() => association.DisposeAsync().AsTask()));

            foreach (Task<DimseResponse> request in requests) _ = await Record.ExceptionAsync(() => request) is null or AssociationException ? true : throw new InvalidOperationException("another failure");
            await server.EndAsync();
            Assert.Empty(server.Handler.Failures);
        }
    }

    [Fact]
    public async Task Association_has_ended_for_whoever_asks_once_a_request_has_failed_though_the_peer_does_not_close()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        Association association = await server.OnlyAsync();
        Assert.False(association.HasEnded);
        Task<DimseResponse> waiting = association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None);
        await peer.ReadAsync();

        await peer.SendAsync(Wire.Header(99, 4));

        await Assert.ThrowsAsync<AssociationException>(() => waiting);
        Assert.True(association.HasEnded);
        Assert.False(association.Completion.IsCompleted);
    }
}
