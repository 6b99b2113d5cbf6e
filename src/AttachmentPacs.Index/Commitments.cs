namespace AttachmentPacs.Index;

/// <summary>On which side of a storage commitment we are.</summary>
public enum CommitmentRole
{
    /// <summary>A modality asks us: we are the SCP.</summary>
    Asked = 1,

    /// <summary>We ask another archive: we are the SCU.</summary>
    Asking = 2,
}

/// <summary>How far a storage commitment has come.</summary>
public enum CommitmentState
{
    /// <summary>Not all outcomes are known.</summary>
    Pending = 0,

    /// <summary>All are, and the modality is to be told.</summary>
    Verified = 1,

    /// <summary>It has been told; or, of one of ours, the report has come.</summary>
    Done = 2,

    /// <summary>It could not be told; or, of one of ours, it was refused, or no report came.</summary>
    GivenUp = 3,
}

/// <summary>An instance, as DIMSE services name it.</summary>
/// <param name="SopClassUid">Referenced SOP Class UID (0008,1150).</param>
/// <param name="SopInstanceUid">Referenced SOP Instance UID (0008,1155).</param>
public readonly record struct SopReference(string SopClassUid, string SopInstanceUid);

/// <summary>A storage commitment to be kept.</summary>
/// <param name="Role">On which side we are.</param>
/// <param name="TransactionUid">Transaction UID (0008,1195).</param>
/// <param name="RemoteAeTitle">The other's Application Entity title.</param>
/// <param name="LocalAeTitle">Ours, as it was called, or calls.</param>
/// <param name="Modality">Name of the other in the configuration; empty if it has none.</param>
/// <param name="NextAttempt">When there is something to do.</param>
/// <param name="References">The instances, each once.</param>
public sealed record NewCommitment(
    CommitmentRole Role, string TransactionUid, string RemoteAeTitle, string LocalAeTitle, string Modality, DateTimeOffset NextAttempt,
    IReadOnlyList<SopReference> References);

/// <summary>A storage commitment; the columns of table <c>commitments</c>.</summary>
/// <param name="Key">Of the row.</param>
/// <param name="Role">On which side we are.</param>
/// <param name="TransactionUid">Transaction UID (0008,1195).</param>
/// <param name="RemoteAeTitle">The other's Application Entity title.</param>
/// <param name="LocalAeTitle">Ours.</param>
/// <param name="Modality">Name of the other in the configuration; empty if it has none.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Date">When it was asked, or asked again, UTC.</param>
/// <param name="Verified">When the last outcome was found; null until all are.</param>
/// <param name="Attempts">Deliveries of the report that failed.</param>
/// <param name="NextAttempt">When there is something to do; null: never.</param>
/// <param name="Problem">Why it was given up; else empty.</param>
public sealed record CommitmentRow(
    long Key, CommitmentRole Role, string TransactionUid, string RemoteAeTitle, string LocalAeTitle, string Modality, CommitmentState State,
    DateTimeOffset Date, DateTimeOffset? Verified, int Attempts, DateTimeOffset? NextAttempt, string Problem);

/// <summary>An instance of a storage commitment.</summary>
/// <param name="Number">Its place, from 0.</param>
/// <param name="Reference">Which.</param>
/// <param name="Outcome">0: safe; else the failure reason (PS3.3 C.14.1.1); null: not known yet.</param>
public readonly record struct CommitmentItem(int Number, SopReference Reference, int? Outcome);

/// <summary>What was found out of an instance of a storage commitment.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Outcome">0: safe; else the failure reason; null takes back what was known.</param>
public readonly record struct CommitmentOutcome(int Number, int? Outcome);

/// <summary>A step of a storage commitment: done only if it is still where the step begins.</summary>
/// <param name="Key">Of the row.</param>
/// <param name="From">Where it has to be.</param>
/// <param name="To">Where it is then.</param>
/// <param name="Verified">As in the row.</param>
/// <param name="Attempts">As in the row.</param>
/// <param name="NextAttempt">As in the row.</param>
/// <param name="Problem">As in the row.</param>
/// <param name="Outcomes">What was found out of its instances.</param>
public sealed record CommitmentStep(
    long Key, CommitmentState From, CommitmentState To, DateTimeOffset? Verified, int Attempts, DateTimeOffset? NextAttempt, string Problem,
    IReadOnlyCollection<CommitmentOutcome> Outcomes);

/// <summary>What became of a storage commitment that was to be kept.</summary>
public enum CommitmentAddition
{
    /// <summary>It is kept.</summary>
    Added,

    /// <summary>The same was there already; if it had ended, it has begun anew.</summary>
    Repeated,

    /// <summary>The other has used this Transaction UID for other instances: nothing is changed.</summary>
    Conflict,

    /// <summary>As many as may be are unfinished: nothing is changed.</summary>
    TooMany,
}
