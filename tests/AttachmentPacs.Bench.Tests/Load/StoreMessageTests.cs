using System.Buffers.Binary;
using System.Text;
using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Load.Dimse;

namespace AttachmentPacs.Bench.Tests.Load;

public sealed class StoreMessageTests
{
    private const int Fragment = 1000;

    private static readonly InstanceTemplate Template = InstanceTemplate.Of(MadeFile.Create(64), "made");
    private static readonly InstanceKey Key = new(1, 2, 3);

    [Fact]
    public void Fragments_of_the_data_set_give_the_instance_of_the_key()
    {
        StoreMessage message = Written();
        byte[] expected = Template.DataSet.ToArray();
        Template.WriteDataSet(expected, Key);

        byte[] found = [.. message.Pdus.Skip(1).SelectMany(pdu => message.Bytes[pdu][StoreMessage.FragmentHeader..].ToArray())];

        Assert.Equal(expected, found);
    }

    [Fact]
    public void Pdus_have_the_lengths_that_their_headers_say()
    {
        StoreMessage message = Written();

        Assert.All(message.Pdus, range =>
        {
            ReadOnlySpan<byte> pdu = message.Bytes[range];
            Assert.Equal(4, pdu[0]);
            Assert.Equal(pdu.Length - 6, BinaryPrimitives.ReadInt32BigEndian(pdu[2..]));
            Assert.Equal(pdu.Length - 10, BinaryPrimitives.ReadInt32BigEndian(pdu[6..]));
            Assert.True(pdu.Length <= Fragment + StoreMessage.FragmentHeader);
        });
    }

    [Fact]
    public void Control_headers_say_command_data_and_last()
    {
        StoreMessage message = Written();

        byte[] controls = [.. message.Pdus.Select(pdu => message.Bytes[pdu][11])];

        Assert.Equal(3, controls[0]);
        Assert.All(controls[1..^1], control => Assert.Equal(0, control));
        Assert.Equal(2, controls[^1]);
    }

    [Fact]
    public void Command_has_the_message_id_and_the_uid_of_the_instance()
    {
        StoreMessage message = Written();
        ReadOnlySpan<byte> command = message.Bytes[message.Pdus[0]][StoreMessage.FragmentHeader..];

        Assert.Equal(command.Length - 12, BitConverter.ToInt32(Value(command, 0x0000)));
        Assert.Equal(1, BitConverter.ToUInt16(Value(command, 0x0100)));
        Assert.Equal(77, BitConverter.ToUInt16(Value(command, 0x0110)));
        Assert.Equal(Template.SopClassUid, Encoding.ASCII.GetString(Value(command, 0x0002)).TrimEnd('\0'));
        Assert.Equal(Key.SopUid, Encoding.ASCII.GetString(Value(command, 0x1000)));
    }

    [Fact]
    public void Identity_that_does_not_fit_into_the_first_fragment_is_refused() =>
        Assert.Throws<InvalidDataException>(() => new StoreMessage(Template, Template.IdentityLength - 1));

    private static StoreMessage Written()
    {
        var message = new StoreMessage(Template, Fragment);
        message.Write(77, Key);
        return message;
    }

    private static byte[] Value(ReadOnlySpan<byte> command, ushort element)
    {
        while (BinaryPrimitives.ReadUInt16LittleEndian(command[2..]) != element) command = command[(8 + BinaryPrimitives.ReadInt32LittleEndian(command[4..]))..];
        return command.Slice(8, BinaryPrimitives.ReadInt32LittleEndian(command[4..])).ToArray();
    }
}
