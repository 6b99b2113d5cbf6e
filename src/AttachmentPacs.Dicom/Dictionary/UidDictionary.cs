using System.Numerics;
using System.Text;

namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>The registered UIDs of PS3.6 Annex A, from <c>schema/dicom/uids.tsv</c>.</summary>
public static class UidDictionary
{
    /// <summary>Finds a UID by its text without padding.</summary>
    public static bool TryFind(ReadOnlySpan<byte> uid, out UidEntry entry)
    {
        ReadOnlySpan<ushort> slots = UidTable.Slots;
        int bits = BitOperations.Log2((uint)slots.Length);
        for (int slot = OpenHash.Slot(OpenHash.Text(uid), bits); slots[slot] != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            int index = slots[slot] - 1;
            entry = new UidEntry(UidTable.Records[index], (UidType)UidTable.Types[index], UidTable.Texts);
            if (entry.Uid.SequenceEqual(uid)) return true;
        }

        entry = default;
        return false;
    }

    /// <summary>All registered UIDs of a type with their keywords, which may be empty.</summary>
    public static IEnumerable<(string Uid, string Keyword)> All(UidType type)
    {
        for (int i = 0; i < UidTable.Records.Length; i++)
        {
            if ((UidType)UidTable.Types[i] == type) yield return NamesOf(i);
        }
    }

    private static (string Uid, string Keyword) NamesOf(int index)
    {
        var entry = new UidEntry(UidTable.Records[index], (UidType)UidTable.Types[index], UidTable.Texts);
        return (Encoding.ASCII.GetString(entry.Uid), Encoding.ASCII.GetString(entry.Keyword));
    }
}

/// <summary>One registered UID. The texts point into static data.</summary>
public readonly ref struct UidEntry
{
    private readonly ReadOnlySpan<byte> _texts;
    private readonly ulong _record;

    internal UidEntry(ulong record, UidType type, ReadOnlySpan<byte> texts)
    {
        _record = record;
        _texts = texts;
        Type = type;
    }

    /// <summary>What the UID stands for.</summary>
    public UidType Type { get; }

    /// <summary>Whether the UID was retired from PS3.6.</summary>
    public bool IsRetired => ((_record >> 44) & 1) != 0;

    /// <summary>The UID in ASCII.</summary>
    public ReadOnlySpan<byte> Uid => _texts.Slice(Offset, UidLength);

    /// <summary>The UID's name in UTF-8; empty for the two retired UIDs that never had one.</summary>
    public ReadOnlySpan<byte> Name => NameLength == 0 ? default : _texts.Slice(Offset + UidLength + 1, NameLength);

    /// <summary>The UID's keyword in ASCII; may be empty.</summary>
    public ReadOnlySpan<byte> Keyword => KeywordLength == 0 ? default : _texts.Slice(Offset + UidLength + NameLength + 2, KeywordLength);

    // A record, from the lowest bit: 20 offset of the UID, 8 its length, 8 length of the name, 8 length of the keyword, 1 retired.
    private int Offset => (int)(_record & 0xFFFFF);

    private int UidLength => (int)(_record >> 20) & 0xFF;

    private int NameLength => (int)(_record >> 28) & 0xFF;

    private int KeywordLength => (int)(_record >> 36) & 0xFF;
}
