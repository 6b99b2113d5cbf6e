using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Dimse.Tests.Associations;

/// <summary>PS3.8 9.2, states 7 to 13.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public async Task Release_while_a_request_is_under_way_is_answered_behind_it()
    {
        var proceed = new TaskCompletionSource();
        TestHandler handler = TestHandler.Waiting(proceed.Task);
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.Message(1, Wire.Echo(3)), Wire.ReleaseRequest);
        proceed.SetResult();

        Assert.Equal(3, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
        Assert.Null(await peer.ReadAsync());
        peer.Dispose();
        Assert.Equal(EndKind.Released, (await server.EndAsync()).Kind);
    }

    [Fact]
    public async Task Release_of_the_peer_fails_what_waits_for_a_response()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        Association association = await server.OnlyAsync();
        Task<DimseResponse> waiting = association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None);
        await peer.ReadAsync();

        await peer.ReleaseAsync();

        await Assert.ThrowsAsync<AssociationException>(() => waiting);
    }

    [Fact]
    public async Task Release_by_the_acceptor_closes_once_it_is_answered()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        Task releasing = (await server.OnlyAsync()).ReleaseAsync(CancellationToken.None);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(Wire.ReleaseResponse);

        await releasing;
        Assert.Null(await peer.ReadAsync());
        Assert.Equal(EndKind.Released, (await server.EndAsync()).Kind);
    }

    [Fact]
    public async Task Releases_that_collide_are_answered_by_the_requestor_first()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        Task releasing = (await server.OnlyAsync()).ReleaseAsync(CancellationToken.None);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(Wire.ReleaseRequest);
        await peer.SendAsync(Wire.ReleaseResponse);

        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
        Assert.Null(await peer.ReadAsync());
        peer.Dispose();
        await releasing;
        Assert.Equal(EndKind.Released, (await server.EndAsync()).Kind);
    }

    [Fact]
    public async Task Releases_of_both_sides_at_once_end_both_in_good_order()
    {
        for (int i = 0; i < 50; i++)
        {
            await using TestListener server = TestListener.Start();
            await using Association requestor = await server.ConnectAsync();
            await Eventually.HoldsAsync("the acceptor's side stands", () => !server.Handler.All.IsEmpty);
            Association acceptor = server.Handler.All.Single();

            await Task.WhenAll(requestor.ReleaseAsync(CancellationToken.None), acceptor.ReleaseAsync(CancellationToken.None));

            Assert.Equal((EndKind.Released, EndKind.Released), ((await requestor.Completion).Kind, (await acceptor.Completion).Kind));
        }
    }

    [Fact]
    public async Task Release_without_an_answer_ends_by_an_abort_after_ARTIM()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        Task releasing = (await server.OnlyAsync()).ReleaseAsync(CancellationToken.None);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);

        while (!releasing.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(PduType.Abort, (await peer.ReadAsync())?.Type);
    }

    [Fact]
    public async Task Release_by_this_side_waits_for_the_answer_to_a_request_under_way()
    {
        var begun = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        TestHandler handler = TestHandler.Waiting(proceed.Task, begun);
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.SendAsync(Wire.Message(1, Wire.Echo(3)));
        await begun.Task;

        Task releasing = (await server.OnlyAsync()).ReleaseAsync(CancellationToken.None);
        proceed.SetResult();

        Assert.Equal(3, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(Wire.ReleaseResponse);
        await releasing;
    }

    [Fact]
    public async Task Request_that_crosses_a_release_is_not_answered_and_nothing_else_is_sent()
    {
        var performed = new TaskCompletionSource();
        var handler = new TestHandler
        {
            Answer = (_, message, _) =>
            {
                performed.SetResult();
                return Task.FromResult<DimseResponse?>(new DimseResponse(message.Command.Respond(DimseStatus.Success)));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        Association association = await server.OnlyAsync();
        Task releasing = association.ReleaseAsync(CancellationToken.None);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);

        await peer.SendAsync(Wire.Message(1, Wire.Echo()));
        await performed.Task;
        await Assert.ThrowsAsync<AssociationException>(() => association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None));
        await peer.SendAsync(Wire.ReleaseResponse);

        Assert.Null(await peer.ReadAsync());
        await releasing;
        Assert.Equal(EndKind.Released, (await server.EndAsync()).Kind);
        Assert.Empty(handler.Failures);
    }

    [Fact]
    public async Task Request_after_the_peer_asked_for_the_release_is_not_sent()
    {
        var proceed = new TaskCompletionSource();
        TestHandler handler = TestHandler.Waiting(proceed.Task);
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        Association association = await server.OnlyAsync();
        await peer.SendAsync(Wire.Message(1, Wire.Echo(3)), Wire.ReleaseRequest);
        await Eventually.HoldsAsync("the release is seen", () => association.HasEnded);

        await Assert.ThrowsAsync<AssociationException>(() => association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None));
        proceed.SetResult();

        Assert.Equal(3, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
    }
}
