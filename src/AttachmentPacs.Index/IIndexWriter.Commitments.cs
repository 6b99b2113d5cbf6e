namespace AttachmentPacs.Index;

public partial interface IIndexWriter
{
    /// <summary>
    /// Keeps a storage commitment. The same again (role, Transaction UID, other side and instances in their order) is one, which begins anew if it
    /// had ended; its date is then the new one. <paramref name="mostUnfinished"/>: of this role.
    /// </summary>
    Task<CommitmentAddition> AddCommitmentAsync(NewCommitment commitment, int mostUnfinished, CancellationToken cancellationToken);

    /// <summary>Takes a step; false, and nothing is changed, if the storage commitment is gone, or not where the step begins.</summary>
    Task<bool> AdvanceCommitmentAsync(CommitmentStep step, CancellationToken cancellationToken);

    /// <summary>Forgets the oldest of those that have ended, as long as there are more than <paramref name="keep"/> that have; at most <paramref name="limit"/>; returns how many.</summary>
    Task<int> ForgetCommitmentsAsync(int keep, int limit, CancellationToken cancellationToken);
}
