using System.Buffers.Binary;

namespace AttachmentPacs.Core.Zip;

/// <summary>
/// What follows the data of a member whose sizes were not known before (APPNOTE 4.3.9): CRC-32, compressed size, size. There may be a
/// signature before it or not, and the sizes may have 32 bits or 64; nothing says which, so it is told by what fits.
/// </summary>
internal static class Descriptor
{
    /// <summary>Bytes that are looked at: the longest form, and the signature of what follows.</summary>
    public const int Reach = 28;

    /// <summary>
    /// Whether bytes begin with a descriptor that names this compressed size and is followed by what may follow a member: 64 bits at least
    /// that fit. Sizes count modulo 2^32 where they have 32 bits, as writers leave them beyond 4 GiB.
    /// </summary>
    /// <param name="bytes">At least <see cref="Reach"/>.</param>
    /// <param name="seen">What the data before turned out to be: tells the forms apart where several fit.</param>
    /// <param name="facts">What it says; sizes of 32 bits are completed.</param>
    /// <param name="length">Its bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, MemberFacts seen, out MemberFacts facts, out int length)
    {
        bool isSigned = BinaryPrimitives.ReadUInt32LittleEndian(bytes) == ZipSignature.Descriptor;
        return (isSigned && (TryLong(bytes, 4, seen, out facts, out length) || TryShort(bytes, 4, seen, out facts, out length)))
            || TryLong(bytes, 0, seen, out facts, out length)
            || TryShort(bytes, 0, seen, out facts, out length);
    }

    private static bool TryShort(ReadOnlySpan<byte> bytes, int at, MemberFacts seen, out MemberFacts facts, out int length)
    {
        uint compressed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
        uint uncompressed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 8)..]);
        length = at + 12;
        facts = new MemberFacts(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]), seen.Compressed, uncompressed == (uint)seen.Uncompressed ? seen.Uncompressed : uncompressed);
        return compressed == (uint)seen.Compressed && ZipSignature.IsAfterMember(bytes[length..]);
    }

    private static bool TryLong(ReadOnlySpan<byte> bytes, int at, MemberFacts seen, out MemberFacts facts, out int length)
    {
        length = at + 20;
        facts = new MemberFacts(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + 4)..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(at + 12)..]));
        return facts.Compressed == seen.Compressed && ZipSignature.IsAfterMember(bytes[length..]);
    }
}
