using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Dimse.Tests.Messages;

public sealed class CommandCodecTests
{
    [Fact]
    public void Echo_request_is_written_byte_for_byte_as_the_standard_lays_it_out()
    {
        byte[] expected =
        [
            0, 0, 0, 0, 4, 0, 0, 0, 56, 0, 0, 0,
            0, 0, 2, 0, 18, 0, 0, 0, .. "1.2.840.10008.1.1\0"u8,
            0, 0, 0, 1, 2, 0, 0, 0, 0x30, 0,
            0, 0, 0x10, 1, 2, 0, 0, 0, 7, 0,
            0, 0, 0, 8, 2, 0, 0, 0, 1, 1,
        ];

        Assert.Equal(expected, CommandCodec.Write(new Command(CommandField.CEchoRequest) { MessageId = 7, AffectedSopClassUid = "1.2.840.10008.1.1" }));
        Assert.Equal(7, CommandCodec.Read(expected).MessageId);
    }

    [Fact]
    public void Command_comes_back_as_it_went()
    {
        var request = new Command(CommandField.CStoreRequest)
        {
            MessageId = 3, AffectedSopClassUid = "1.2", AffectedSopInstanceUid = "1.2.3", Priority = 1, HasDataSet = true,
            MoveOriginatorAeTitle = "MOVER", MoveOriginatorMessageId = 9,
        };
        var response = new Command(CommandField.NActionResponse)
        {
            MessageIdBeingRespondedTo = 3, RequestedSopClassUid = "1.2", RequestedSopInstanceUid = "1.2.3", Status = (DimseStatus)0xFF00,
            ErrorComment = "odd", EventTypeId = 1, ActionTypeId = 2,
        };

        Assert.Equal(request, CommandCodec.Read(CommandCodec.Write(request)));
        Assert.Equal(response, CommandCodec.Read(CommandCodec.Write(response)));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("C:\\folder", "C:/folder")]
    [InlineData("line\r\nnext\0", "line  next ")]
    [InlineData("“Müller” – 日本 😀", "\"M_ller\" - __ _")]
    public void Error_comment_is_printable_ASCII(string comment, string sent) =>
        Assert.Equal(sent.TrimEnd(), CommandCodec.Read(CommandCodec.Write(new Command(CommandField.CEchoResponse) { ErrorComment = comment })).ErrorComment);

    [Fact]
    public void Error_comment_with_half_a_character_is_sent() =>
        Assert.Equal("a_", CommandCodec.Read(CommandCodec.Write(new Command(CommandField.CEchoResponse) { ErrorComment = "a\uD83D" })).ErrorComment);

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void Error_comment_has_64_characters_at_most_and_even_length(int length)
    {
        byte[] bytes = CommandCodec.Write(new Command(CommandField.CEchoResponse) { ErrorComment = new string('é', length) });

        Assert.Equal(Math.Min(length, 64), CommandCodec.Read(bytes).ErrorComment!.Length);
        Assert.Equal(0, bytes.Length % 2);
    }

    [Fact]
    public void Command_cut_anywhere_is_refused()
    {
        byte[] bytes = CommandCodec.Write(new Command(CommandField.CEchoRequest) { MessageId = 7, AffectedSopClassUid = "1.2" });

        for (int length = 0; length < bytes.Length; length++) Assert.Throws<ProtocolException>(() => CommandCodec.Read(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Command_with_an_element_of_another_group_or_a_length_beyond_its_end_is_refused()
    {
        byte[] bytes = CommandCodec.Write(new Command(CommandField.CEchoRequest) { AffectedSopClassUid = "1.2" });
        byte[] other = [.. bytes, 8, 0, 0x18, 0, 0, 0, 0, 0];
        byte[] longer = [.. bytes, 0, 0, 1, 0x10, 0xFF, 0xFF, 0xFF, 0xFF];

        Assert.Contains("another group", Assert.Throws<ProtocolException>(() => CommandCodec.Read(other)).Message, StringComparison.Ordinal);
        Assert.Contains("claims 4294967295 bytes", Assert.Throws<ProtocolException>(() => CommandCodec.Read(longer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommandField.CStoreRequest, CommandField.CStoreResponse)]
    [InlineData(CommandField.NEventReportRequest, CommandField.NEventReportResponse)]
    [InlineData(CommandField.NActionRequest, CommandField.NActionResponse)]
    public void Response_names_request_class_and_instance(CommandField request, CommandField response)
    {
        Command answer = new Command(request) { MessageId = 8, RequestedSopClassUid = "1.2", RequestedSopInstanceUid = "1.2.3" }.Respond(DimseStatus.Success);

        Assert.Equal((response, 8, "1.2", "1.2.3", true), (answer.Field, answer.MessageIdBeingRespondedTo, answer.AffectedSopClassUid, answer.AffectedSopInstanceUid, answer.IsResponse));
    }

    [Theory]
    [InlineData(0x0000, true)]
    [InlineData(0x0001, true)]
    [InlineData(0x0107, true)]
    [InlineData(0xB007, true)]
    [InlineData(0xA700, false)]
    [InlineData(0xC000, false)]
    [InlineData(0x0110, false)]
    [InlineData(0xFF00, false)]
    public void Status_is_done_or_not(int status, bool isDone) => Assert.Equal(isDone, ((DimseStatus)status).IsSuccessOrWarning());
}
