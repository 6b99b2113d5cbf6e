namespace AttachmentPacs.Index.Sqlite;

public sealed partial class SqliteIndex
{
    /// <inheritdoc/>
    public long LastSequence => _changes.Last;

    /// <inheritdoc/>
    public Task<long> WaitForChangeAsync(long after, CancellationToken cancellationToken) => _changes.WaitAsync(after, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangePage> ConsumerChangesAsync(
        long after, int limit, IReadOnlyCollection<ChangeType> types, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return Read(connection => LogQueries.ConsumerChanges(connection, after, limit, types), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, long>> ConsumersAsync(CancellationToken cancellationToken) =>
        Read(ConsumerCommands.Positions, cancellationToken);

    /// <inheritdoc/>
    public Task<long> OpenConsumerAsync(string consumer, bool fromBeginning, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(consumer);
        return _writer.RunAsync(session => ConsumerCommands.Open(session, consumer, fromBeginning), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> MoveConsumerAsync(string consumer, long position, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ConsumerCommands.Move(session, consumer, position), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ForgetConsumerAsync(string consumer, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ConsumerCommands.Forget(session, consumer), cancellationToken);
}
