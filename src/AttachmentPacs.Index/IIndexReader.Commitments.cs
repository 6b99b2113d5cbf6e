namespace AttachmentPacs.Index;

public partial interface IIndexReader
{
    /// <summary>The newest storage commitment with this role and Transaction UID, of one other side if it is given; null if there is none.</summary>
    ValueTask<CommitmentRow?> CommitmentAsync(CommitmentRole role, string transactionUid, string? remoteAeTitle, CancellationToken cancellationToken);

    /// <summary>Storage commitments of which something is to be done at a time, of one role if it is given; what is due longest first.</summary>
    ValueTask<IReadOnlyList<CommitmentRow>> DueCommitmentsAsync(DateTimeOffset now, CommitmentRole? role, int limit, CancellationToken cancellationToken);

    /// <summary>The instances of a storage commitment from a place on, in their order, at most <paramref name="limit"/>; with <paramref name="openOnly"/>, those whose outcome is not known.</summary>
    ValueTask<IReadOnlyList<CommitmentItem>> CommitmentItemsAsync(long key, int since, int limit, bool openOnly, CancellationToken cancellationToken);
}
