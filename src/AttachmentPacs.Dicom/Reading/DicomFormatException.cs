namespace AttachmentPacs.Dicom.Reading;

/// <summary>Why bytes are not accepted as a DICOM object.</summary>
public enum DicomFault
{
    /// <summary>Neither a Part 10 file nor a bare data set.</summary>
    NotDicom,

    /// <summary>The bytes end before the object does.</summary>
    Truncated,

    /// <summary>The structure contradicts the standard in a way that cannot be read past.</summary>
    Malformed,

    /// <summary>Well-formed perhaps, but beyond a limit.</summary>
    LimitExceeded,

    /// <summary>A UID without which an instance has no place is absent or empty.</summary>
    NotIdentified,

    /// <summary>It can be read, but not written in another encoding without guessing.</summary>
    Doubtful,
}

/// <summary>The bytes cannot be read as a DICOM object: the message says what, at which tag and at which offset.</summary>
public sealed class DicomFormatException(DicomFault fault, string problem, uint tag, long offset)
    : FormatException(tag == 0 ? $"{problem} (byte offset {offset})" : $"{problem} (at {TagText.Describe(tag)}, byte offset {offset})")
{
    /// <summary>The class of fault.</summary>
    public DicomFault Fault { get; } = fault;

    /// <summary>The tag it was found at; 0 if before any.</summary>
    public uint Tag { get; } = tag;

    /// <summary>
    /// Byte offset of the element (in the inflated form for deflated data sets, counted on from where these start).
    /// </summary>
    public long Offset { get; } = offset;
}
