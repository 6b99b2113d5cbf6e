using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;

namespace AttachmentPacs.Dimse.Tests.Associations;

/// <summary>Peers that break the protocol get an A-ABORT with the reason of PS3.8 9.3.8, and the next association is served.</summary>
public sealed class ViolationTests
{
    public static TheoryData<string, AbortReason, byte[]> Violations => new()
    {
        { "a PDU longer than negotiated", AbortReason.InvalidParameter, Wire.Header(4, (128 << 10) + 1) },
        { "a PDU of 4 GiB", AbortReason.InvalidParameter, Wire.Header(4, uint.MaxValue) },
        { "a PDU of an unknown type", AbortReason.UnrecognizedPdu, Wire.Header(9, 4) },
        { "a second request", AbortReason.UnexpectedPdu, Wire.Associate() },
        { "an acceptance", AbortReason.UnexpectedPdu, Wire.Header(2, 4) },
        { "an answer to no release", AbortReason.UnexpectedPdu, Wire.ReleaseResponse },
        { "a release of a megabyte", AbortReason.InvalidParameter, Wire.Header(5, 1 << 20) },
        { "a release within a message", AbortReason.UnexpectedPdu, [.. Wire.Message(3, Wire.Store()), .. Wire.ReleaseRequest] },
        { "a value longer than its PDU", AbortReason.InvalidParameter, [.. Wire.Header(4, 6), 0, 0, 0, 9, 1, 3] },
        { "a value without control header", AbortReason.InvalidParameter, [.. Wire.Header(4, 6), 0, 0, 0, 1, 1, 3] },
        { "a PDU that ends within a value's header", AbortReason.InvalidParameter, [.. Wire.Header(4, 3), 0, 0, 0] },
        { "a data set first", AbortReason.UnexpectedParameter, Wire.Pdu(Wire.Value(3, 2, [1, 2])) },
        { "a command within a data set", AbortReason.UnexpectedParameter, [.. Wire.Message(3, Wire.Store()), .. Wire.Message(3, Wire.Store())] },
        { "a data set of another context", AbortReason.UnexpectedParameter, [.. Wire.Message(3, Wire.Store()), .. Wire.Pdu(Wire.Value(1, 2, [1, 2]))] },
        { "a context that was not accepted", AbortReason.InvalidParameter, Wire.Message(5, Wire.Echo()) },
        { "a command of no form", AbortReason.InvalidParameter, Wire.Pdu(Wire.Value(1, 3, [1, 2, 3])) },
        { "a command without end", AbortReason.InvalidParameter, Wire.Pdu(Wire.Value(1, 1, new byte[(64 << 10) + 1])) },
        { "a response to nothing", AbortReason.NotSpecified, Wire.Message(1, Wire.Echo(7).Respond(DimseStatus.Success)) },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task Violation_is_answered_by_an_abort_with_its_reason(string what, AbortReason reason, byte[] bytes)
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(bytes);

        Assert.Equal((what, new AssociationAbort(true, reason)), (what, await peer.AbortAsync()));
        peer.Dispose();
        Assert.Equal(EndKind.Aborted, (await server.EndAsync()).Kind);
        Assert.Empty(server.Handler.Failures);
        Assert.Empty(server.Handler.Stored);
        using RawPeer next = await RawPeer.AssociateAsync(server.EndPoint);
        await next.ReleaseAsync();
    }

    [Theory]
    [InlineData("no DICOM", "begins with 47", new byte[] { 0x47, 0x45, 0x54, 0x20, 0x2F, 0x20, 0x48 })]
    [InlineData("TLS", "speaks TLS", new byte[] { 22, 3, 1, 0, 200, 1, 0, 0 })]
    [InlineData("data", "type 4 came before", new byte[] { 4, 0, 0, 0, 0, 0 })]
    [InlineData("a request of 1 GiB", "longer than its kind", new byte[] { 1, 0, 0x40, 0, 0, 0 })]
    [InlineData("a request of nothing", "longer than what holds it", new byte[] { 1, 0, 0, 0, 0, 0 })]
    public async Task Connection_that_begins_otherwise_is_aborted_and_told_of(string what, string reason, byte[] bytes)
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);

        await peer.SendAsync(bytes);

        Assert.Equal((what, AssociationAbort.ByUser), (what, await peer.AbortAsync()));
        Assert.Contains(reason, Assert.Single(server.Handler.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abort_of_the_peer_is_told_with_its_reason_and_fails_what_waits()
    {
        var handler = new TestHandler();
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        Association association = await server.OnlyAsync();
        Task<DimseResponse> waiting = association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None);
        await peer.ReadAsync();

        await peer.SendAsync(Wire.Abort);

        AssociationAbortedException failure = await Assert.ThrowsAsync<AssociationAbortedException>(() => waiting);
        Assert.Equal(new AssociationAbort(true, AbortReason.InvalidParameter), failure.Abort);
        Assert.Equal(EndKind.AbortedByPeer, (await server.EndAsync()).Kind);
        await Assert.ThrowsAsync<AssociationAbortedException>(() => association.RequestAsync(association.Facts.Contexts[1], Wire.Echo(), null, CancellationToken.None));
    }

    [Fact]
    public async Task Handler_that_throws_aborts_its_association_only()
    {
        var handler = new TestHandler { Answer = (_, message, _) => message.Command.MessageId == 9 ? throw new InvalidOperationException("boom") : Task.FromResult<DimseResponse?>(new(message.Command.Respond(DimseStatus.Success))) };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer other = await RawPeer.AssociateAsync(server.EndPoint);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.StoreMessage(Wire.Bytes(50_000), 9));

        Assert.Equal(AssociationAbort.ByUser, await peer.AbortAsync());
        Assert.Equal("boom", Assert.Single(handler.Failures).Message);
        await other.SendAsync(Wire.Message(1, Wire.Echo()));
        Assert.Equal(DimseStatus.Success, (await other.CommandAsync()).Status);
    }

    [Fact]
    public async Task Handler_whose_own_association_elsewhere_broke_aborts_rather_than_waits()
    {
        var handler = new TestHandler { Answer = (_, _, _) => throw new AssociationException("the other one broke") };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.Message(3, Wire.Store()));

        Assert.Equal(AssociationAbort.ByUser, await peer.AbortAsync());
        Assert.Single(handler.Failures);
    }
}
