using System.Buffers.Binary;
using System.Text;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Messages;

/// <summary>
/// Command sets on the wire: implicit VR little endian, ascending tags of group 0000, a group length in front (PS3.7 6.3.1). Each element is four
/// bytes of tag, four of length, and its value.
/// </summary>
internal static class CommandCodec
{
    private const ushort NoDataSet = 0x0101;
    private const ushort SomeDataSet = 0x0001;

    /// <exception cref="ProtocolException">It is not one.</exception>
    public static Command Read(ReadOnlySpan<byte> bytes)
    {
        var command = new Command(default);
        bool hasField = false, hasType = false;
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < 8) throw Malformed("ends within an element");
            uint tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (length > bytes.Length - 8) throw Malformed($"claims {length} bytes for {tag:x8}, which it does not have");
            if (tag >> 16 != 0) throw Malformed($"holds {tag:x8}, which is of another group");
            ReadOnlySpan<byte> value = bytes.Slice(8, (int)length);
            bytes = bytes[(8 + (int)length)..];
            hasField |= tag == 0x0100;
            hasType |= tag == 0x0800;
            command = With(command, tag, value);
        }

        return hasField && hasType ? command : throw Malformed("has no Command Field or no Command Data Set Type");
    }

    public static byte[] Write(Command command)
    {
        var writer = new MemoryStream(256);
        writer.SetLength(12);
        writer.Position = 12;
        Text(writer, 0x0002, command.AffectedSopClassUid, '\0');
        Text(writer, 0x0003, command.RequestedSopClassUid, '\0');
        UInt16(writer, 0x0100, (ushort)command.Field);
        UInt16(writer, 0x0110, command.IsResponse ? null : command.MessageId);
        UInt16(writer, 0x0120, command.IsResponse ? command.MessageIdBeingRespondedTo : null);
        UInt16(writer, 0x0700, command.Priority);
        UInt16(writer, 0x0800, command.HasDataSet ? SomeDataSet : NoDataSet);
        UInt16(writer, 0x0900, (ushort?)command.Status);
        Text(writer, 0x0902, command.ErrorComment, ' ');
        Text(writer, 0x1000, command.AffectedSopInstanceUid, '\0');
        Text(writer, 0x1001, command.RequestedSopInstanceUid, '\0');
        UInt16(writer, 0x1002, command.EventTypeId);
        UInt16(writer, 0x1008, command.ActionTypeId);
        Text(writer, 0x1030, command.MoveOriginatorAeTitle, ' ');
        UInt16(writer, 0x1031, command.MoveOriginatorMessageId);
        byte[] bytes = writer.ToArray();

        // (0000,0000) counts what follows it.
        bytes.AsSpan(0, 12).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 4);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), (uint)bytes.Length - 12);
        return bytes;
    }

    private static Command With(Command command, uint tag, ReadOnlySpan<byte> value) => tag switch
    {
        0x0002 => command with { AffectedSopClassUid = Text(value) },
        0x0003 => command with { RequestedSopClassUid = Text(value) },
        0x0100 => command with { Field = (CommandField)Number(tag, value) },
        0x0110 => command with { MessageId = Number(tag, value) },
        0x0120 => command with { MessageIdBeingRespondedTo = Number(tag, value) },
        0x0700 => command with { Priority = Number(tag, value) },
        0x0800 => command with { HasDataSet = Number(tag, value) != NoDataSet },
        0x0900 => command with { Status = (DimseStatus)Number(tag, value) },
        0x0902 => command with { ErrorComment = Text(value) },
        0x1000 => command with { AffectedSopInstanceUid = Text(value) },
        0x1001 => command with { RequestedSopInstanceUid = Text(value) },
        0x1002 => command with { EventTypeId = Number(tag, value) },
        0x1008 => command with { ActionTypeId = Number(tag, value) },
        0x1030 => command with { MoveOriginatorAeTitle = Text(value) },
        0x1031 => command with { MoveOriginatorMessageId = Number(tag, value) },
        _ => command,
    };

    private static ushort Number(uint tag, ReadOnlySpan<byte> value) =>
        value.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : throw Malformed($"holds {tag:x8} with {value.Length} bytes instead of 2");

    private static string Text(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value.Trim(" \0"u8));

    private static void UInt16(MemoryStream writer, ushort element, ushort? value)
    {
        if (value is not { } number) return;
        Header(writer, element, 2);
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
        writer.Write(bytes);
    }

    private static void Text(MemoryStream writer, ushort element, string? value, char padding)
    {
        if (value is null) return;
        byte[] text = Encoding.Latin1.GetBytes(value.Length % 2 == 0 ? value : value + padding);
        Header(writer, element, text.Length);
        writer.Write(text);
    }

    private static void Header(MemoryStream writer, ushort element, int length)
    {
        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)length);
        writer.Write(header);
    }

    private static ProtocolException Malformed(string how) => new(AbortReason.InvalidParameter, $"A command set {how}");
}
