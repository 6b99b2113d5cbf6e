using System.Numerics;

namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>
/// Private elements by creator, from <c>schema/dicom/private.tsv</c>. Where the sources of that table disagree on a VR, its <c>vr</c> column
/// holds, not <c>alt_vr_dcmtk</c>.
/// </summary>
public static class PrivateDictionary
{
    /// <summary>
    /// Finds a private element. <paramref name="creator"/> is the value of the block's Private Creator element without padding, compared
    /// byte for byte. The block, which is the high byte of the element (PS3.5 7.8.1), is ignored, but a row of the table that names a whole tag
    /// goes first for that tag. The entry has no keyword.
    /// </summary>
    public static bool TryFind(ReadOnlySpan<byte> creator, uint tag, out DictionaryEntry entry)
    {
        entry = default;
        int owner = FindCreator(creator);
        if (owner < 0) return false;
        int first = PrivateTable.CreatorSegments[owner], end = PrivateTable.CreatorSegments[owner + 1];
        int index = SegmentSearch.Find(tag, PrivateTable.Keys, PrivateTable.Masks[first..end], PrivateTable.Starts[first..(end + 1)]);
        if (index < 0) return false;
        entry = new DictionaryEntry(tag, PrivateTable.Records[index], PrivateTable.Texts);
        return true;
    }

    private static int FindCreator(ReadOnlySpan<byte> creator)
    {
        ReadOnlySpan<ushort> slots = PrivateTable.CreatorSlots;
        int bits = BitOperations.Log2((uint)slots.Length);
        for (int slot = OpenHash.Slot(OpenHash.Text(creator), bits); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            int index = slots[slot] - 1;
            uint place = PrivateTable.CreatorPlaces[index];
            if (PrivateTable.Texts.Slice((int)(place & 0xFFFFFF), (int)(place >> 24)).SequenceEqual(creator)) return index;
        }

        return -1;
    }
}
