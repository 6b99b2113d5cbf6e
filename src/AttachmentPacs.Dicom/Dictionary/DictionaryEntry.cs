namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>What a dictionary knows of one data element. The texts point into static data: nothing is allocated or copied.</summary>
public readonly ref struct DictionaryEntry
{
    private readonly ReadOnlySpan<byte> _texts;
    private readonly ulong _record;

    internal DictionaryEntry(uint tag, ulong record, ReadOnlySpan<byte> texts)
    {
        Tag = tag;
        _record = record;
        _texts = texts;
    }

    /// <summary>The tag that was asked for, group in the high half; for a repeating group the actual group, such as 0x60020010.</summary>
    public uint Tag { get; }

    /// <summary>The VR, or the default of an open <see cref="Choice"/>; <see cref="Vr.None"/> for items and delimiters.</summary>
    public Vr Vr => (Vr)(ushort)(_record >> 36);

    /// <summary>Whether the table leaves the VR open.</summary>
    public VrChoice Choice => (VrChoice)((_record >> 52) & 0x7);

    /// <summary>Whether the attribute was retired from PS3.6.</summary>
    public bool IsRetired => ((_record >> 55) & 1) != 0;

    /// <summary>The keyword in ASCII; empty for private elements and for retired ones that never had one.</summary>
    public ReadOnlySpan<byte> Keyword => KeywordLength == 0 ? default : _texts.Slice(Offset + NameLength + 1, KeywordLength);

    /// <summary>The name in UTF-8; empty where a private table has none.</summary>
    public ReadOnlySpan<byte> Name => _texts.Slice(Offset, NameLength);

    // A record, from the lowest bit: 20 offset of the name, 8 its length, 8 length of the keyword, 16 VR, 3 choice, 1 retired.
    private int Offset => (int)(_record & 0xFFFFF);

    private int NameLength => (int)(_record >> 20) & 0xFF;

    private int KeywordLength => (int)(_record >> 28) & 0xFF;
}
