using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Dimse.Pdus;

/// <summary>Writes PDUs and their items; lengths are filled in when what they count is written.</summary>
internal sealed class ItemWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Byte(byte value) => _bytes.Write([value]);

    public void Bytes(ReadOnlySpan<byte> value) => _bytes.Write(value);

    public void UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), checked((ushort)value));
        _bytes.Advance(2);
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void Zeros(int count)
    {
        _bytes.GetSpan(count)[..count].Clear();
        _bytes.Advance(count);
    }

    public void Text(string value) => Bytes(Encoding.Latin1.GetBytes(value));

    /// <summary>16 bytes, padded with spaces.</summary>
    public void AeTitle(string value) => Text(value.PadRight(16)[..16]);

    public void Sized(ReadOnlySpan<byte> value)
    {
        UInt16(value.Length);
        Bytes(value);
    }

    public void Sized(string value) => Sized(Encoding.Latin1.GetBytes(value));

    /// <summary>An item: type, reserved, 16-bit length.</summary>
    public void Item(byte type, Action content)
    {
        Byte(type);
        Zeros(1);
        Counted(2, content);
    }

    public void Item(byte type, string text) => Item(type, () => Text(text));

    /// <summary>A PDU: type, reserved, 32-bit length.</summary>
    public void Pdu(PduType type, Action content)
    {
        Byte((byte)type);
        Zeros(1);
        Counted(4, content);
    }

    /// <summary>A 16-bit length and what it counts.</summary>
    public void Counted(Action content) => Counted(2, content);

    private void Counted(int width, Action content)
    {
        int place = _bytes.WrittenCount;
        Zeros(width);
        content();
        int length = _bytes.WrittenCount - place - width;
        Span<byte> field = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_bytes.WrittenMemory).Span.Slice(place, width);
        if (width == 2) BinaryPrimitives.WriteUInt16BigEndian(field, checked((ushort)length));
        else BinaryPrimitives.WriteUInt32BigEndian(field, (uint)length);
    }
}
