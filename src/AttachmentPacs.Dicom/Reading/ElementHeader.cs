using System.Buffers.Binary;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// An element up to its value (PS3.5 7.1). Explicit VR: tag 4, VR 2, length 2, or for the VRs of table 7.1-1 tag 4, VR 2, reserved 2,
/// length 4. Implicit VR: tag 4, length 4.
/// </summary>
internal readonly record struct ElementHeader(Vr Vr, uint Length, int Size, bool IsBigEndian, ElementKind Kind, bool ContentIsExplicit, int Missing)
{
    public bool IsUndefined => Length == uint.MaxValue;

    /// <summary>
    /// Reads the header at the start of <paramref name="at"/>, which holds 8 bytes at least. False if more are needed
    /// (<see cref="Missing"/>: how many in all), or if the VR is none (0).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> at, uint tag, in Frame frame, out ElementHeader header)
    {
        bool big = frame.IsBigEndian;
        if (!frame.IsExplicit)
        {
            header = Leaf(Vr.None, Read32(at[4..], big), 8, big);
            return true;
        }

        Vr vr = VrFacts.Read(at[4..]);
        if (VrFacts.IsKnown(vr))
        {
            if (VrFacts.HasLongLength(vr)) return TryReadLong(at, vr, big, out header);
            header = Leaf(vr, Read16(at[6..], big), 8, big);
            return true;
        }

        return TryReadUnknown(at, vr, big, out header);
    }

    private static bool TryReadLong(ReadOnlySpan<byte> at, Vr vr, bool big, out ElementHeader header)
    {
        header = default;
        if (at.Length < 12)
        {
            header = header with { Missing = 12 };
            return false;
        }

        uint length = Read32(at[8..], big);
        header = Leaf(vr, length, 12, big);
        if (vr == Vr.SQ)
        {
            header = header with { Kind = ElementKind.Sequence, ContentIsExplicit = true };
        }
        else if (length == uint.MaxValue && vr is (Vr.OB or Vr.OW))
        {
            header = header with { Kind = ElementKind.Fragments, ContentIsExplicit = true };
        }

        return true;
    }

    /// <summary>
    /// A VR the standard does not know. Those still to come have 32-bit lengths (PS3.5 7.1.2), but what real files carry are slips of
    /// writers that keep the 16-bit form (lower case, "??", NULs): two reserved zero bytes before a length that is not zero speak for the
    /// long form only where the letters could be a VR.
    /// </summary>
    private static bool TryReadUnknown(ReadOnlySpan<byte> at, Vr vr, bool big, out ElementHeader header)
    {
        byte first = at[4];
        byte second = at[5];
        bool printable = first is >= 0x20 and < 0x7F && second is >= 0x20 and < 0x7F;
        if (!printable && vr != Vr.None)
        {
            header = new ElementHeader(vr, 0, 0, big, ElementKind.Leaf, false, 0);
            return false;
        }

        ushort shortLength = Read16(at[6..], big);
        bool letters = char.IsAsciiLetterUpper((char)first) && char.IsAsciiLetterUpper((char)second);
        if (letters && shortLength == 0) return TryReadLong(at, Vr.UN, big, out header);
        header = Leaf(Vr.UN, shortLength, 8, big);
        return true;
    }

    private static ElementHeader Leaf(Vr vr, uint length, int size, bool big) => new(vr, length, size, big, ElementKind.Leaf, true, 0);

    private static ushort Read16(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint Read32(ReadOnlySpan<byte> at, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
