using System.Buffers.Binary;

namespace AttachmentPacs.Core.Zip;

/// <summary>The extra field that holds what 32 bits cannot (APPNOTE 4.5.3): those values, in fixed order, whose own fields are all ones.</summary>
internal static class Zip64Extra
{
    private const ushort Id = 1;
    private const uint Elsewhere = uint.MaxValue;

    /// <summary>The facts of a header, with the sizes that stand in its extra fields.</summary>
    /// <exception cref="InvalidDataException">A size beyond 63 bits.</exception>
    public static MemberFacts Complete(MemberFacts facts, ReadOnlySpan<byte> extra, long offset)
    {
        ReadOnlySpan<byte> values = Find(extra);
        long uncompressed = Next(ref values, facts.Uncompressed);
        long compressed = Next(ref values, facts.Compressed);
        return uncompressed >= 0 && compressed >= 0
            ? new MemberFacts(facts.Crc, compressed, uncompressed)
            : throw new InvalidDataException($"The header at byte offset {offset} of the ZIP archive claims a size beyond 63 bits");
    }

    /// <summary>An offset that follows the sizes in a central header.</summary>
    public static long Offset(MemberFacts inHeader, uint offset, ReadOnlySpan<byte> extra)
    {
        ReadOnlySpan<byte> values = Find(extra);
        Next(ref values, inHeader.Uncompressed);
        Next(ref values, inHeader.Compressed);
        return Next(ref values, offset);
    }

    private static long Next(ref ReadOnlySpan<byte> values, long inHeader)
    {
        if (inHeader != Elsewhere || values.Length < 8) return inHeader;
        long value = BinaryPrimitives.ReadInt64LittleEndian(values);
        values = values[8..];
        return value;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Id) return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }

        return [];
    }
}
