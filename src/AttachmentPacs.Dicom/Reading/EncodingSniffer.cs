using System.Buffers.Binary;
using System.Numerics;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// Looks at the first element of a data set, because what files say of themselves is often wrong or missing: the bytes decide between
/// explicit and implicit VR, little and big endian.
/// </summary>
internal static class EncodingSniffer
{
    /// <summary>Bytes that a look needs.</summary>
    public const int Needed = 8;

    /// <summary>
    /// Corrects the declared encoding where the bytes contradict it and fit another; otherwise the declared one stands.
    /// </summary>
    public static (bool IsExplicit, bool IsBigEndian) Correct(ReadOnlySpan<byte> start, bool isExplicit, bool isBigEndian)
    {
        // A tag that only the other byte order finds in the dictionary settles the byte order.
        if (IsStandard(ReadTag(start, !isBigEndian)) && !IsStandard(ReadTag(start, isBigEndian))) isBigEndian = !isBigEndian;
        bool hasVr = VrFacts.IsKnown(VrFacts.Read(start[4..]));
        if (hasVr == isExplicit) return (isExplicit, isBigEndian);

        // Two letters where implicit VR has its length would be a length of 16 KiB and more in an odd place: believe the letters.
        // No letters, although the syntax is explicit: implicit only if the first length is a likely one.
        if (hasVr) return (true, isBigEndian);
        uint length = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(start[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        return (length is > ushort.MaxValue and < uint.MaxValue, isBigEndian);
    }

    /// <summary>
    /// The encoding of a bare data set, without preamble and meta header; false if the bytes do not start like one. The first element must
    /// be a standard one of group 0008 with the dictionary's VR, or a likely length.
    /// </summary>
    public static bool TryBareDataSet(ReadOnlySpan<byte> start, out bool isExplicit, out bool isBigEndian)
    {
        isExplicit = false;
        isBigEndian = false;
        if (start.Length < Needed) return false;
        if (ReadTag(start, false) >> 16 != 0x0008)
        {
            isBigEndian = true;
            if (ReadTag(start, true) >> 16 != 0x0008) return false;
        }

        uint tag = ReadTag(start, isBigEndian);
        if (!IsStandard(tag)) return false;
        Vr expected = DicomDictionary.TryFind(tag, out DictionaryEntry entry) ? entry.Vr : Vr.UL;
        isExplicit = VrFacts.Read(start[4..]) == expected;
        uint length = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(start[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        return isExplicit || (!isBigEndian && length <= 1024);
    }

    /// <summary>Reads a tag in a byte order.</summary>
    public static uint ReadTag(ReadOnlySpan<byte> bytes, bool isBigEndian) => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BitOperations.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(bytes), 16);

    private static bool IsStandard(uint tag) => !Tags.IsPrivate(tag) && (Tags.IsGroupLength(tag) || DicomDictionary.TryFind(tag, out _));
}
