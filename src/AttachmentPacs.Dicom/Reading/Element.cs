namespace AttachmentPacs.Dicom.Reading;

/// <summary>What an entry of the flat index stands for.</summary>
public enum ElementKind : byte
{
    /// <summary>An element with a value.</summary>
    Leaf,

    /// <summary>A sequence; its items follow, one deeper.</summary>
    Sequence,

    /// <summary>An item of the sequence before it; its elements follow.</summary>
    Item,

    /// <summary>Encapsulated pixel data: a sequence of fragments, passed over (PS3.5 A.4).</summary>
    Fragments,
}

/// <summary>
/// An entry of the flat index of a data set, in file order. A sequence's subtree is the entries up to <see cref="End"/>; its items have its
/// <see cref="Depth"/>, their elements one more.
/// </summary>
public struct Element
{
    /// <summary>group * 65536 + element.</summary>
    public uint Tag { get; internal set; }

    /// <summary>The VR of the file, or of the dictionary where the file has none (implicit VR, UN of a standard tag).</summary>
    public Vr Vr { get; internal set; }

    /// <summary>Sequences around it.</summary>
    public byte Depth { get; internal set; }

    /// <summary>What it stands for.</summary>
    public ElementKind Kind { get; internal set; }

    /// <summary>Numbers of the value are big-endian.</summary>
    public bool IsBigEndian { get; internal set; }

    /// <summary>The elements of this data set (for an item; of the top level see the head) are not in ascending order.</summary>
    public bool IsUnordered { get; internal set; }

    /// <summary>Offset of the value among the kept bytes; -1 if it was passed over.</summary>
    public int Kept { get; internal set; }

    /// <summary>Index of the private creator that reserved its block; -1 if none did, or if it is not private.</summary>
    public int Creator { get; internal set; }

    /// <summary>Index of the first entry after this one's subtree.</summary>
    public int End { get; internal set; }

    /// <summary>Bytes of the value; of sequences and fragments all bytes up to and without the delimiter.</summary>
    public long Length { get; internal set; }

    /// <summary>Offset of the value in the file (in the inflated form, counted on from the data set's start, if deflated).</summary>
    public long Offset { get; internal set; }
}
