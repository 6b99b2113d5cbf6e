namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// What a <see cref="DicomHeadReader"/> has read: the flat index and the bytes that it kept. A view, valid until its reader is reset.
/// </summary>
public readonly ref struct DicomHead
{
    internal DicomHead(
        ReadOnlyMemory<byte> bytes, ReadOnlySpan<Element> elements, int dataSetStart, TransferSyntax transferSyntax,
        bool isExplicit, bool isUnordered, bool hasTrailingBytes, bool hasPreamble)
    {
        Bytes = bytes.Span;
        Elements = elements;
        DataSetStart = dataSetStart;
        TransferSyntax = transferSyntax;
        IsExplicit = isExplicit;
        IsUnordered = isUnordered;
        HasTrailingBytes = hasTrailingBytes;
        HasPreamble = hasPreamble;
    }

    /// <summary>The kept bytes; <see cref="Element.Kept"/> points into them.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>All entries, those of the meta header first.</summary>
    public ReadOnlySpan<Element> Elements { get; }

    /// <summary>Index of the first entry after the meta header.</summary>
    public int DataSetStart { get; }

    /// <summary>The transfer syntax that the meta header names, or what the bytes look like where it names none.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>Top-level elements carry their VR, whatever the transfer syntax says.</summary>
    public bool IsExplicit { get; }

    /// <summary>Top-level elements are not in ascending order, or repeat.</summary>
    public bool IsUnordered { get; }

    /// <summary>Bytes that are no elements follow the pixel data: they are kept in the file and ignored.</summary>
    public bool HasTrailingBytes { get; }

    /// <summary>The file has the 128 bytes and the prefix of PS3.10 7.1.</summary>
    public bool HasPreamble { get; }

    /// <summary>The value's bytes as they are in the file; empty if it was passed over.</summary>
    public ReadOnlySpan<byte> ValueOf(in Element element) =>
        element.Kept < 0 ? default : Bytes.Slice(element.Kept, (int)element.Length);

    /// <summary>Whether the value is there in <see cref="ValueOf"/>, be it empty.</summary>
    public static bool IsKept(in Element element) => element.Kept >= 0;

    /// <summary>
    /// The first top-level element of a tag after the meta header; -1 if there is none. Of an element that repeats, the first one counts.
    /// </summary>
    public int Find(uint tag)
    {
        for (int i = DataSetStart; i < Elements.Length; i = Elements[i].End)
        {
            uint at = Elements[i].Tag;
            if (at == tag) return i;
            if (at > tag && !IsUnordered) return -1;
        }

        return -1;
    }
}
