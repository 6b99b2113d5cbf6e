namespace AttachmentPacs.Core.Commitment;

/// <summary>What a storage commitment found of an instance: 0, or the values of Failure Reason (0008,1197), PS3.3 C.14.1.1.</summary>
public static class FailureReason
{
    /// <summary>It is safe; no value of the attribute.</summary>
    public const int None = 0;

    /// <summary>It is there and could not be proved sound.</summary>
    public const int ProcessingFailure = 0x0110;

    /// <summary>It is not there.</summary>
    public const int NoSuchObjectInstance = 0x0112;

    /// <summary>It is there, and of another SOP Class.</summary>
    public const int ClassInstanceConflict = 0x0119;

    /// <summary>It is not there, and instances of its SOP Class are not taken.</summary>
    public const int ReferencedSopClassNotSupported = 0x0122;

    /// <summary>The Transaction UID is in use.</summary>
    public const int DuplicateTransactionUid = 0x0131;

    /// <summary>No resources to find out.</summary>
    public const int ResourceLimitation = 0x0213;

    /// <summary>A reason in words.</summary>
    public static string Describe(int reason) => reason switch
    {
        None => "Safe",
        ProcessingFailure => "Processing failure",
        NoSuchObjectInstance => "No such instance",
        ClassInstanceConflict => "The instance is of another SOP Class",
        ReferencedSopClassNotSupported => "The SOP Class is not supported",
        DuplicateTransactionUid => "The Transaction UID is in use",
        ResourceLimitation => "Not enough resources",
        _ => $"Failure reason {reason:X4}",
    };
}
