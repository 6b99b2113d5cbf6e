using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;
using Command = AttachmentPacs.Dimse.Messages.Command;

namespace AttachmentPacs.Dimse.Tests.Associations;

public sealed class ExchangeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(100_000)]
    [InlineData(300_001)]
    public async Task Store_data_set_of_any_length_arrives_as_it_was(int length)
    {
        await using TestListener server = TestListener.Start();
        await using Association association = await server.ConnectAsync();
        byte[] sent = Wire.Bytes(length);

        DimseResponse response = await association.RequestAsync(association.Facts.Contexts[3], Wire.Store(), OutgoingDataSet.Of(sent), CancellationToken.None);

        Assert.Equal(DimseStatus.Success, response.Command.Status);
        Assert.Equal(sent, server.Handler.Stored.Single());
        await association.ReleaseAsync(CancellationToken.None);
        Assert.Equal(EndKind.Released, (await association.Completion).Kind);
        Assert.Equal(EndKind.Released, (await server.EndAsync()).Kind);
    }

    [Fact]
    public async Task Message_one_byte_at_a_time_is_read()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
        byte[] sent = Wire.Bytes(64);

        foreach (byte each in Wire.Associate()) await peer.SendAsync([each]);
        Assert.Equal(PduType.AssociateAccept, (await peer.ReadAsync())?.Type);
        foreach (byte each in Wire.StoreMessage(sent, fragment: 7)) await peer.SendAsync([each]);

        Assert.Equal(DimseStatus.Success, (await peer.CommandAsync()).Status);
        Assert.Equal(sent, server.Handler.Stored.Single());
        await peer.ReleaseAsync();
    }

    [Fact]
    public async Task Command_and_data_set_in_one_PDU_of_many_values_some_empty_are_read()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        byte[] command = CommandCodec.Write(Wire.Store(9));

        await peer.SendAsync(Wire.Pdu(
            Wire.Value(3, 1, command.AsSpan(0, 10)), Wire.Value(3, 1, []), Wire.Value(3, 1, command.AsSpan(10, 30)), Wire.Value(3, 3, command.AsSpan(40)),
            Wire.Value(3, 0, []), Wire.Value(3, 0, [1, 2]), Wire.Value(3, 0, [3, 4, 5, 6]), Wire.Value(3, 2, [])));

        Assert.Equal(9, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal([1, 2, 3, 4, 5, 6], server.Handler.Stored.Single());
    }

    [Fact]
    public async Task Command_one_byte_a_value_is_read()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        byte[] command = CommandCodec.Write(Wire.Echo(77));

        for (int i = 0; i < command.Length; i++) await peer.SendAsync(Wire.Pdu(Wire.Value(1, i == command.Length - 1 ? (byte)3 : (byte)1, [command[i]])));

        Assert.Equal(77, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
    }

    [Fact]
    public async Task Messages_that_lie_in_one_PDU_are_answered_one_after_the_other()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.Pdu(Wire.Value(1, 3, CommandCodec.Write(Wire.Echo(1))), Wire.Value(1, 3, CommandCodec.Write(Wire.Echo(2)))));

        Assert.Equal(1, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(2, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
    }

    [Fact]
    public async Task Data_set_that_the_handler_does_not_read_is_read_over()
    {
        var handler = new TestHandler { Answer = (_, message, _) => Task.FromResult<DimseResponse?>(new(message.Command.Respond(DimseStatus.NotAuthorized))) };
        await using TestListener server = TestListener.Start(handler);
        await using Association association = await server.ConnectAsync();

        for (int i = 0; i < 3; i++)
        {
            DimseResponse response = await association.RequestAsync(
                association.Facts.Contexts[3], Wire.Store(), OutgoingDataSet.Of(Wire.Bytes(1 << 20)), CancellationToken.None);
            Assert.Equal(DimseStatus.NotAuthorized, response.Command.Status);
        }
    }

    [Fact]
    public async Task Cancel_reaches_the_handler_while_the_request_is_under_way_and_is_not_answered()
    {
        var cancelled = new TaskCompletionSource<ushort>();
        var handler = new TestHandler
        {
            Answer = async (_, message, token) =>
            {
                if (message.Command.Field != CommandField.CCancelRequest) return new DimseResponse(message.Command.Respond((DimseStatus)(0xFE00 + (await cancelled.Task.WaitAsync(token) * 0))));
                cancelled.SetResult(message.Command.MessageIdBeingRespondedTo);
                return null;
            },
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        byte[] cancel = CommandCodec.Write(new Command((CommandField)0x8FFF) { MessageIdBeingRespondedTo = 5 });
        cancel[Array.IndexOf(cancel, (byte)0x8F)] = 0x0F;
        await peer.SendAsync(Wire.Message(3, new Command(CommandField.CFindRequest) { MessageId = 5, AffectedSopClassUid = "1.2" }), Wire.Pdu(Wire.Value(3, 3, cancel)));

        Command answer = await peer.CommandAsync();
        Assert.Equal((5, 0xFE00), (answer.MessageIdBeingRespondedTo, (int)answer.Status!));
        await peer.ReleaseAsync();
    }

    [Fact]
    public async Task Report_that_crosses_a_store_is_answered_and_so_is_the_store()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);
        await peer.SendAsync(Wire.Message(1, Wire.Echo(3)), Wire.Message(3, Wire.Store(4)));
        Assert.Equal(3, (await peer.CommandAsync()).MessageIdBeingRespondedTo);

        Association association = await server.OnlyAsync();
        var report = new Command(CommandField.NEventReportRequest) { AffectedSopClassUid = "1.2", AffectedSopInstanceUid = "1.2.3", EventTypeId = 1 };
        Task<DimseResponse> reported = association.RequestAsync(association.Facts.Contexts[3], report, OutgoingDataSet.Of([1, 2]), CancellationToken.None);
        Command asked = await peer.CommandAsync();
        Assert.NotNull(await peer.ReadAsync());
        await peer.SendAsync(Wire.Pdu(Wire.Value(3, 2, [0, 0])), Wire.Message(3, asked.Respond(DimseStatus.Success)));

        Assert.Equal(4, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(1, (int)(await reported).Command.EventTypeId!);
    }

    [Fact]
    public async Task Request_sent_when_a_response_has_left_comes_behind_it()
    {
        var handler = new TestHandler
        {
            Answer = (association, message, token) => Task.FromResult<DimseResponse?>(new DimseResponse(message.Command.Respond(DimseStatus.Success))
            {
                Sent = () => _ = association.RequestAsync(message.Context, Wire.Echo(), null, token),
            }),
        };
        await using TestListener server = TestListener.Start(handler);
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        await peer.SendAsync(Wire.Message(1, Wire.Echo(7)));

        Assert.Equal(7, (await peer.CommandAsync()).MessageIdBeingRespondedTo);
        Assert.Equal(CommandField.CEchoRequest, (await peer.CommandAsync()).Field);
    }
}
