using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Dimse.Pdus;

/// <summary>Reads the fields and items of a PDU's body: big endian, every length checked against what is left (PS3.8 9.3).</summary>
internal ref struct ItemReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public readonly bool IsAtEnd => _left.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public void Skip(int count) => Take(count);

    /// <summary>Type and content of the next item: one byte of type, one reserved, two of length.</summary>
    public byte Item(out ItemReader content)
    {
        byte type = Byte();
        Skip(1);
        content = new ItemReader(Take(UInt16()));
        return type;
    }

    /// <summary>A field of two bytes of length and so many of content.</summary>
    public ReadOnlySpan<byte> Sized() => Take(UInt16());

    public string SizedText() => Text(Sized());

    /// <summary>All that is left.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        ReadOnlySpan<byte> rest = _left;
        _left = default;
        return rest;
    }

    public string RestText() => Text(Rest());

    public string FixedText(int length) => Text(Take(length));

    // Padding is spaces for AE titles and nothing for UIDs; NULs come too often to be refused (PS3.8 9.3.2). What is no text would be written
    // to logs and files as such; other characters than ASCII are kept, byte for byte.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.Latin1.GetString(bytes.Trim(" \0"u8));
        return text.Any(char.IsControl) ? throw new ProtocolException(AbortReason.InvalidParameter, "A text holds control characters") : text;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length) throw new ProtocolException(AbortReason.InvalidParameter, "An item is longer than what holds it");
        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
