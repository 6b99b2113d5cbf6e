namespace AttachmentPacs.Dicom.Reading;

internal enum FrameKind : byte
{
    /// <summary>The top level, or an item: elements.</summary>
    DataSet,

    /// <summary>A sequence: items.</summary>
    Sequence,

    /// <summary>Encapsulated pixel data: fragments.</summary>
    Fragments,
}

/// <summary>A container that the parser is inside of; a stack of these replaces recursion.</summary>
internal struct Frame
{
    public FrameKind Kind;
    public bool IsExplicit;
    public bool IsBigEndian;

    /// <summary>(0028,0103) in force: decides between US and SS in implicit VR.</summary>
    public bool IsSigned;

    /// <summary>Entry of the sequence or item; -1 for the top level.</summary>
    public int Entry;

    /// <summary>Offset after the container's last byte; -1 for undefined length.</summary>
    public long End;

    /// <summary>Offset that nothing inside may pass: the nearest defined end around it.</summary>
    public long Bound;

    /// <summary>Last tag read in a data set.</summary>
    public uint LastTag;

    /// <summary>Sequences around its elements.</summary>
    public int Depth;
}
