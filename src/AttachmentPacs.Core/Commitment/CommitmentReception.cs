namespace AttachmentPacs.Core.Commitment;

/// <summary>What became of a request for storage commitment, and how its N-ACTION is answered (PS3.7 10.1.4.1.10).</summary>
public enum CommitmentReception
{
    /// <summary>It is kept, durably, and its report will come: 0000.</summary>
    Taken,

    /// <summary>The same request again, whose answer or report was lost: 0000. Its report comes once more.</summary>
    Repeated,

    /// <summary>The sender has used this Transaction UID for other instances: 0110, with the comment "Transaction UID is in use". No report comes.</summary>
    DuplicateTransaction,

    /// <summary>Too many are unfinished (Dicom:CommitmentReports), or it names too many instances: 0213. No report comes.</summary>
    TooMany,

    /// <summary>No instances, or what is no UID or no Application Entity title: 0115. No report comes.</summary>
    Invalid,
}
