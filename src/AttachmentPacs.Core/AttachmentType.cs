namespace AttachmentPacs.Core;

/// <summary>Content types of attachments (contract 1.3).</summary>
public static class AttachmentType
{
    /// <summary>The DICOM file, byte for byte as it came.</summary>
    public const int Dicom = 1;

    /// <summary>The JSON summary of its tags: derived data, remade when it is missing or damaged.</summary>
    public const int DicomAsJson = 2;

    /// <summary>First number that clients and plugins may use.</summary>
    public const int FirstUser = 1024;

    /// <summary>Last number there is.</summary>
    public const int Last = 65535;

    /// <summary>Whether clients may write it.</summary>
    public static bool IsUser(int type) => type is >= FirstUser and <= Last;
}
