using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Tests.Support;

internal sealed partial class FaultyIndex
{
    public Action<CommitmentStep>? BeforeAdvance { get; set; }

    public ValueTask<CommitmentRow?> CommitmentAsync(CommitmentRole role, string transactionUid, string? remoteAeTitle, CancellationToken cancellationToken) => inner.CommitmentAsync(role, transactionUid, remoteAeTitle, cancellationToken);

    public ValueTask<IReadOnlyList<CommitmentRow>> DueCommitmentsAsync(DateTimeOffset now, CommitmentRole? role, int limit, CancellationToken cancellationToken) => inner.DueCommitmentsAsync(now, role, limit, cancellationToken);

    public ValueTask<IReadOnlyList<CommitmentItem>> CommitmentItemsAsync(long key, int since, int limit, bool openOnly, CancellationToken cancellationToken) => inner.CommitmentItemsAsync(key, since, limit, openOnly, cancellationToken);

    public Task<CommitmentAddition> AddCommitmentAsync(NewCommitment commitment, int mostUnfinished, CancellationToken cancellationToken) => inner.AddCommitmentAsync(commitment, mostUnfinished, cancellationToken);

    public Task<bool> AdvanceCommitmentAsync(CommitmentStep step, CancellationToken cancellationToken)
    {
        BeforeAdvance?.Invoke(step);
        return inner.AdvanceCommitmentAsync(step, cancellationToken);
    }

    public Task<int> ForgetCommitmentsAsync(int keep, int limit, CancellationToken cancellationToken) => inner.ForgetCommitmentsAsync(keep, limit, cancellationToken);
}
