namespace AttachmentPacs.Dicom.Reading;

/// <summary>How the bytes of a data set really are, which a meta header may misstate.</summary>
/// <param name="Offset">Of its first byte in the file; of a deflated one, of the first deflated byte.</param>
/// <param name="IsExplicit">Elements of the top level carry their VR.</param>
/// <param name="IsBigEndian">Numbers start with their most significant byte.</param>
public readonly record struct DataSetEncoding(long Offset, bool IsExplicit, bool IsBigEndian);
