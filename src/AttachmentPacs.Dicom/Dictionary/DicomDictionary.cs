using System.Numerics;
using System.Text;

namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>The attributes of PS3.6 and the command elements of PS3.7, from <c>schema/dicom/dictionary.tsv</c>.</summary>
public static class DicomDictionary
{
    /// <summary>
    /// Finds an attribute by its tag (group in the high half, element in the low half). An exact entry goes before a range; a range over
    /// groups (50xx, 60xx, 7Fxx) holds for even groups only (PS3.5 7.6).
    /// </summary>
    public static bool TryFind(uint tag, out DictionaryEntry entry)
    {
        int index = FindExact(tag);
        if (index < 0) index = SegmentSearch.Find(tag, DictionaryTable.Keys, DictionaryTable.Masks[1..], DictionaryTable.Starts[1..]);
        entry = index < 0 ? default : new DictionaryEntry(tag, DictionaryTable.Records[index], DictionaryTable.Texts);
        return index >= 0;
    }

    /// <summary>
    /// Finds the tag of a keyword such as <c>PatientName</c>, case-sensitive. A keyword of a range gives its first tag: OverlayRows gives
    /// 0x60000010.
    /// </summary>
    public static bool TryFindKeyword(ReadOnlySpan<char> keyword, out uint tag)
    {
        ReadOnlySpan<ushort> slots = DictionaryTable.KeywordSlots;
        int bits = BitOperations.Log2((uint)slots.Length);
        for (int slot = OpenHash.Slot(OpenHash.Text(keyword), bits); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            int index = slots[slot] - 1;
            tag = DictionaryTable.Keys[index];
            if (Ascii.Equals(new DictionaryEntry(tag, DictionaryTable.Records[index], DictionaryTable.Texts).Keyword, keyword)) return true;
        }

        tag = 0;
        return false;
    }

    /// <summary>All keywords, in no order.</summary>
    public static IEnumerable<string> Keywords()
    {
        for (int i = 0; i < DictionaryTable.Records.Length; i++)
        {
            if (KeywordOf(i) is { Length: > 0 } keyword) yield return keyword;
        }
    }

    private static string KeywordOf(int index) =>
        Encoding.ASCII.GetString(new DictionaryEntry(DictionaryTable.Keys[index], DictionaryTable.Records[index], DictionaryTable.Texts).Keyword);

    private static int FindExact(uint tag)
    {
        ReadOnlySpan<ushort> slots = DictionaryTable.TagSlots;
        ReadOnlySpan<uint> keys = DictionaryTable.Keys;
        int bits = BitOperations.Log2((uint)slots.Length);
        for (int slot = OpenHash.Slot(tag, bits); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            int index = slots[slot] - 1;
            if (keys[index] == tag) return index;
        }

        return -1;
    }
}
