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

    /// <summary>Of elements that repeat, the first counts.</summary>
    /// <exception cref="ProtocolException">It is not one.</exception>
    public static Command Read(ReadOnlySpan<byte> bytes)
    {
        Check(bytes);
        ushort field = Number(bytes, 0x0100) ?? throw Malformed("has no Command Field");
        ushort type = Number(bytes, 0x0800) ?? throw Malformed("has no Command Data Set Type");
        return new Command((CommandField)field)
        {
            AffectedSopClassUid = Text(bytes, 0x0002),
            RequestedSopClassUid = Text(bytes, 0x0003),
            MessageId = Number(bytes, 0x0110) ?? 0,
            MessageIdBeingRespondedTo = Number(bytes, 0x0120) ?? 0,
            Priority = Number(bytes, 0x0700),
            HasDataSet = type != NoDataSet,
            Status = (DimseStatus?)Number(bytes, 0x0900),
            ErrorComment = Text(bytes, 0x0902),
            AffectedSopInstanceUid = Text(bytes, 0x1000),
            RequestedSopInstanceUid = Text(bytes, 0x1001),
            EventTypeId = Number(bytes, 0x1002),
            ActionTypeId = Number(bytes, 0x1008),
            MoveOriginatorAeTitle = Text(bytes, 0x1030),
            MoveOriginatorMessageId = Number(bytes, 0x1031),
        };
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
        Text(writer, 0x0902, command.ErrorComment is { } comment ? CommandText.Plain(comment) : null, ' ');
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

    /// <summary>Elements lie one behind the other, all of group 0000, each whole.</summary>
    private static void Check(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < 8) throw Malformed("ends within an element");
            (uint tag, uint length) = Header(bytes);
            if (length > bytes.Length - 8) throw Malformed($"claims {length} bytes for {tag:x8}, which it does not have");
            if (tag >> 16 != 0) throw Malformed($"holds {tag:x8}, which is of another group");
            bytes = bytes[(8 + (int)length)..];
        }
    }

    private static bool TryFind(ReadOnlySpan<byte> bytes, uint wanted, out ReadOnlySpan<byte> value)
    {
        value = default;
        while (!bytes.IsEmpty)
        {
            (uint tag, uint length) = Header(bytes);
            if (tag == wanted)
            {
                value = bytes.Slice(8, (int)length);
                return true;
            }

            bytes = bytes[(8 + (int)length)..];
        }

        return false;
    }

    private static (uint Tag, uint Length) Header(ReadOnlySpan<byte> bytes) =>
        (((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));

    private static ushort? Number(ReadOnlySpan<byte> bytes, uint tag)
    {
        if (!TryFind(bytes, tag, out ReadOnlySpan<byte> value)) return null;
        return value.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : throw Malformed($"holds {tag:x8} with {value.Length} bytes instead of 2");
    }

    private static string? Text(ReadOnlySpan<byte> bytes, uint tag) =>
        TryFind(bytes, tag, out ReadOnlySpan<byte> value) ? Encoding.Latin1.GetString(value.Trim(" \0"u8)) : null;

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
