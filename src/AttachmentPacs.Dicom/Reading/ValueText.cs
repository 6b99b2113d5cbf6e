namespace AttachmentPacs.Dicom.Reading;

/// <summary>Values of ASCII text VRs, without their padding.</summary>
internal static class ValueText
{
    /// <summary>A UID without its padding (PS3.5 9.1: a trailing NUL; spaces are seen, too), the first one if there are several.</summary>
    public static ReadOnlySpan<byte> FirstUid(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)'\\');
        return (end < 0 ? value : value[..end]).Trim(" \0"u8);
    }
}
