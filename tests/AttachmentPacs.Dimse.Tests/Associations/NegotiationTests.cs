using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;

namespace AttachmentPacs.Dimse.Tests.Associations;

public sealed class NegotiationTests
{
    [Fact]
    public async Task All_128_contexts_are_answered()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
        ProposedContext[] contexts = [.. Enumerable.Range(0, 128).Select(i => new ProposedContext((byte)((2 * i) + 1), $"1.2.{i}", [Wire.ImplicitLittle]))];

        await peer.SendAsync(AssociateCodec.Write(Wire.Request() with { Contexts = contexts }).ToArray());

        AssociateAccept accept = AssociateCodec.ReadAccept((await peer.ReadAsync())!.Value.Body);
        Assert.Equal(contexts.Select(each => each.Id), accept.Contexts.Select(each => each.Id));
        Assert.All(accept.Contexts, each => Assert.Equal((ContextResult.Accepted, Wire.ImplicitLittle), (each.Result, each.TransferSyntax)));
    }

    [Fact]
    public async Task Request_of_another_version_context_or_without_contexts_is_rejected_in_words()
    {
        await using TestListener server = TestListener.Start();
        byte[] version = Wire.Associate(), application = Wire.Associate();
        version[7] = 2;
        application[78] = (byte)'9';
        byte[] empty = AssociateCodec.Write(Wire.Request() with { Contexts = [] }).ToArray();

        foreach ((byte[] bytes, AssociateReject expected) in ((byte[], AssociateReject)[])
            [(version, AssociateReject.ProtocolVersionNotSupported), (application, AssociateReject.ApplicationContextNotSupported), (empty, AssociateReject.NoReason)])
        {
            using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
            await peer.SendAsync(bytes);
            Assert.Equal(expected, await peer.RejectAsync());
        }
    }

    [Theory]
    [InlineData(5, 3, 5, 1)]
    [InlineData(0, 0, 8, 1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(100, 1, 8, 1)]
    public async Task Window_that_is_asked_for_is_granted_within_limits(ushort invoked, ushort performed, ushort grantedInvoked, ushort grantedPerformed)
    {
        await using TestListener server = TestListener.Start();
        await using Association association = await server.ConnectAsync(window: new OperationsWindow(invoked, performed));

        Assert.Equal(new OperationsWindow(grantedInvoked, grantedPerformed), association.Facts.Accept.User.Window);
    }

    [Fact]
    public async Task Window_that_is_not_asked_for_is_not_answered()
    {
        await using TestListener server = TestListener.Start();
        await using Association association = await server.ConnectAsync();

        Assert.Null(association.Facts.Accept.User.Window);
    }

    [Fact]
    public async Task Requests_of_a_window_are_served_together_and_answered_in_any_order()
    {
        var all = new TaskCompletionSource();
        int arrived = 0;
        var last = new TaskCompletionSource();
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                await message.DataSet!.CopyToAsync(Stream.Null, token);
                if (Interlocked.Increment(ref arrived) == 4) all.SetResult();
                await all.Task.WaitAsync(token);

                // The first waits for the others' answers.
                if (message.Command.MessageId == 1) await last.Task.WaitAsync(token);
                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint, user => user with { Window = new OperationsWindow(4, 1) });

        for (ushort id = 1; id <= 4; id++) await peer.SendAsync(Wire.StoreMessage(Wire.Bytes(100), id));

        List<int> answered = [];
        for (int i = 0; i < 3; i++) answered.Add((await peer.CommandAsync()).MessageIdBeingRespondedTo);
        last.SetResult();
        Assert.Equal([2, 3, 4], answered.Order());
        Assert.Equal(1, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
    }

    [Fact]
    public async Task Requests_of_this_side_are_outstanding_together_as_far_as_the_window_goes()
    {
        int now = 0, most = 0;
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Yield();
                Interlocked.Decrement(ref now);
                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        await using Association association = await server.ConnectAsync(window: new OperationsWindow(3, 1));

        DimseResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None)));

        Assert.Equal(50, responses.Select(each => each.Command.MessageIdBeingRespondedTo).Distinct().Count());
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Message_id_that_is_outstanding_is_refused_as_duplicate()
    {
        var release = new TaskCompletionSource();
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                await release.Task.WaitAsync(token);
                return new DimseResponse(message.Command.Respond(DimseStatus.Success));
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint, user => user with { Window = new OperationsWindow(2, 1) });

        await peer.SendAsync(Wire.Message(1, Wire.Echo(5)), Wire.Message(1, Wire.Echo(5)));

        Assert.Equal(DimseStatus.DuplicateInvocation, (await peer.CommandAsync()).Status);
        release.SetResult();
        Assert.Equal(DimseStatus.Success, (await peer.CommandAsync()).Status);
    }

    [Fact]
    public async Task Roles_are_those_that_both_sides_agree_to()
    {
        TestHandler handler = new()
        {
            Judge = request => Negotiation.Accept(request, context => new ContextAnswer(context.Id, ContextResult.Accepted, context.TransferSyntaxes[0])) with
            {
                Roles = [new RoleSelection(Wire.CtImage, true, true), new RoleSelection(Wire.Verification, true, true), new RoleSelection("1.9", true, true)],
                IdentityResponse = [1], Extended = [new ExtendedNegotiation("1.9", [1])],
            },
        };
        await using TestListener server = TestListener.Start(handler);
        await using Association association = await server.ConnectAsync(roles: [new RoleSelection(Wire.CtImage, false, true)]);

        Assert.Equal([new RoleSelection(Wire.CtImage, false, true)], association.Facts.Accept.User.Roles);
        Assert.Null(association.Facts.Accept.User.IdentityResponse);
        Assert.Empty(association.Facts.Accept.User.Extended);
        Assert.Equal((false, true), (association.Facts.Contexts[3].RequestorIsScu, association.Facts.Contexts[3].RequestorIsScp));
        Assert.Equal((true, false), (association.Facts.Contexts[1].RequestorIsScu, association.Facts.Contexts[1].RequestorIsScp));
    }

    [Fact]
    public async Task Identity_that_asks_for_a_response_gets_it()
    {
        TestHandler handler = new() { Judge = request => Negotiation.Accept(request, context => new ContextAnswer(context.Id, ContextResult.NoReason, "")) with { IdentityResponse = [1, 2] } };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);

        await peer.SendAsync(Wire.Associate(user => user with { Identity = new UserIdentity(UserIdentityType.Username, true, [65], []) }));

        Assert.Equal([1, 2], AssociateCodec.ReadAccept((await peer.ReadAsync())!.Value.Body).User.IdentityResponse);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(7u)]
    [InlineData(8u)]
    [InlineData(9u)]
    [InlineData(4097u)]
    [InlineData(131072u)]
    [InlineData(uint.MaxValue)]
    public async Task Peer_gets_even_fragments_no_longer_than_it_takes(uint max)
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint, user => user with { MaxPduLength = max });
        Association association = await server.OnlyAsync();
        byte[] sent = Wire.Bytes(max is > 0 and < 100 ? 1000 : 300_000);

        Task<DimseResponse> response = association.RequestAsync(association.Facts.Contexts[3], Wire.Store(), OutgoingDataSet.Of(sent), CancellationToken.None);
        List<byte> received = [], command = [];
        bool isLast = false;
        while (!isLast)
        {
            (PduType type, byte[] body) = (await peer.ReadAsync())!.Value;
            Assert.Equal(PduType.Data, type);
            Assert.True(max == 0 || body.Length <= Math.Max(max, 8), $"{body.Length} bytes");
            Assert.Equal(0, body.Length % 2);
            ((body[5] & 1) == 1 ? command : received).AddRange(body[6..]);
            isLast = body[5] == 2;
        }

        Assert.Equal(sent, received);
        await peer.SendAsync(Wire.Message(3, CommandCodec.Read(command.ToArray()).Respond(DimseStatus.Success)));
        Assert.Equal(DimseStatus.Success, (await response).Command.Status);
    }

    [Fact]
    public async Task Offer_of_no_limit_takes_any_PDU()
    {
        await using TestListener server = TestListener.Start(change: options => options with { MaxPduLength = 0 });
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.StoreMessage(Wire.Bytes(3 << 20), fragment: 3 << 20));

        Assert.Equal(DimseStatus.Success, (await peer.CommandAsync()).Status);
        Assert.Equal(3 << 20, server.Handler.Stored.Single().Length);
    }

    [Fact]
    public async Task Answer_that_accepts_what_was_not_proposed_is_no_association()
    {
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Task<Association> opening = AssociationConnector.ConnectAsync(
            TestListener.Connector((System.Net.IPEndPoint)listener.LocalEndPoint!), Wire.Request().Contexts, [], new TestHandler(), TimeProvider.System, CancellationToken.None);
        using var peer = new RawPeer(await listener.AcceptAsync());
        await peer.ReadAsync();

        await peer.SendAsync(AssociateCodec.Write(new AssociateAccept("A", "B", [new ContextAnswer(5, ContextResult.Accepted, "1.2")], new UserInformation())).ToArray());

        Assert.Equal(new AssociationAbort(true, AbortReason.InvalidParameter), await peer.AbortAsync());
        peer.Dispose();
        Assert.Contains("never proposed", (await Assert.ThrowsAsync<AssociationException>(() => opening)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 5, 1)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 5, 3)]
    [InlineData(3, 2, 2)]
    [InlineData(3, null, 1)]
    public void Operations_window_is_never_wider_than_was_asked_for(int? asked, int? given, int expected)
    {
        AssociateRequest request = Wire.Request(user => user with { Window = Of(asked) });
        var accept = new AssociateAccept("CALLED", "CALLING", [], new UserInformation { Window = Of(given) });
        var remote = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 104);

        var facts = new AssociationFacts(true, remote, request, accept, new Dictionary<byte, PresentationContext>(), null);

        Assert.Equal((expected, expected), facts.Window());

        static OperationsWindow? Of(int? operations) => operations is { } count ? new OperationsWindow((ushort)count, (ushort)count) : null;
    }
}
