namespace AttachmentPacs.Dimse;

/// <summary>How this implementation names itself in associations and in files it makes (PS3.7 D.3.3.2, PS3.10 7.1).</summary>
public static class Implementation
{
    /// <summary>Implementation Class UID.</summary>
    public const string ClassUid = "2.25.79785773888062043911895299893462404777";

    /// <summary>Implementation Version Name.</summary>
    public const string VersionName = "ATTACHMENTPACS01";
}
