namespace AttachmentPacs.Index.Sqlite;

public sealed partial class SqliteIndex
{
    /// <inheritdoc/>
    public ValueTask<CommitmentRow?> CommitmentAsync(
        CommitmentRole role, string transactionUid, string? remoteAeTitle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transactionUid);
        return Read(connection => CommitmentQueries.Find(connection, role, transactionUid, remoteAeTitle), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CommitmentRow>> DueCommitmentsAsync(
        DateTimeOffset now, CommitmentRole? role, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => CommitmentQueries.Due(connection, now, role, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CommitmentItem>> CommitmentItemsAsync(
        long key, int since, int limit, bool openOnly, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => CommitmentQueries.Items(connection, key, since, limit, openOnly), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CommitmentAddition> AddCommitmentAsync(NewCommitment commitment, int mostUnfinished, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commitment);
        return _writer.RunAsync(session => CommitmentCommands.Add(session, commitment, mostUnfinished), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> AdvanceCommitmentAsync(CommitmentStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        return _writer.RunAsync(session => CommitmentCommands.Advance(session, step), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ForgetCommitmentsAsync(int keep, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return _writer.RunAsync(session => CommitmentCommands.Forget(session, keep, limit), cancellationToken);
    }
}
