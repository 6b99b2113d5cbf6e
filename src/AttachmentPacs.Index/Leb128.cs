namespace AttachmentPacs.Index;

/// <summary>Unsigned integers of 1 to 5 bytes, seven bits each, lowest first (DWARF 5, 7.6).</summary>
internal static class Leb128
{
    /// <summary>The most bytes that a value takes.</summary>
    public const int MaximumSize = 5;

    /// <summary>Writes a value; returns its bytes.</summary>
    public static int Write(Span<byte> destination, uint value)
    {
        int at = 0;
        for (; value >= 0x80; value >>= 7) destination[at++] = (byte)(value | 0x80);
        destination[at++] = (byte)value;
        return at;
    }

    /// <summary>Reads a value, and moves the span behind it.</summary>
    public static uint Read(ref ReadOnlySpan<byte> packed)
    {
        uint value = 0;
        for (int at = 0, shift = 0; ; at++, shift += 7)
        {
            value |= (packed[at] & 0x7Fu) << shift;
            if (packed[at] >= 0x80) continue;
            packed = packed[(at + 1)..];
            return value;
        }
    }
}
