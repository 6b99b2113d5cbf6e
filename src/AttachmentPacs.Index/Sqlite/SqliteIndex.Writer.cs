using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

public sealed partial class SqliteIndex
{
    /// <inheritdoc/>
    public Task<StoreOutcome> StoreAsync(NewInstance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        ItemTypes.RefuseTwice(instance);
        return _writer.RunAsync(session => StoreCommand.Run(session, instance), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> PutAttachmentAsync(
        ResourceId id, int type, BlobRow blob, Precondition precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return _writer.RunAsync(session => ItemCommands.PutAttachment(session, id, type, blob, precondition), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> DeleteAttachmentAsync(ResourceId id, int type, Precondition precondition, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ItemCommands.DeleteAttachment(session, id, type, precondition), cancellationToken);

    /// <inheritdoc/>
    public Task<int> MarkDamagedAsync(Guid uuid, bool damaged, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ItemCommands.MarkDamaged(session, uuid, damaged), cancellationToken);

    /// <inheritdoc/>
    public Task<WriteOutcome> PutMetadataAsync(
        ResourceId id, int type, string value, Precondition precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _writer.RunAsync(session => ItemCommands.PutMetadata(session, id, type, value, precondition), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> DeleteMetadataAsync(ResourceId id, int type, Precondition precondition, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ItemCommands.DeleteMetadata(session, id, type, precondition), cancellationToken);

    /// <inheritdoc/>
    public Task<ItemsOutcome> WriteItemsAsync(ResourceId id, IReadOnlyList<ItemWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ItemsCommand.Check(writes);
        return _writer.RunAsync(session => ItemsCommand.Run(session, id, writes), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> AddLabelAsync(ResourceId id, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _writer.RunAsync(session => ItemCommands.Label(session, id, label, true), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> RemoveLabelAsync(ResourceId id, string label, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _writer.RunAsync(session => ItemCommands.Label(session, id, label, false), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DeleteOutcome> DeleteAsync(ResourceId id, ResourceLevel level, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => DeleteCommand.Run(session, id, level), cancellationToken);

    /// <inheritdoc/>
    public Task<WriteOutcome> SetProtectedAsync(ResourceId patient, bool isProtected, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => ItemCommands.SetProtected(session, patient, isProtected), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ChangeRow>> SettleAsync(DateTimeOffset lastInstance, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return _writer.RunAsync(session => SettleCommand.Run(session, lastInstance, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ClearChangesAsync(CancellationToken cancellationToken) => _writer.RunAsync(ConsumerCommands.ClearChanges, cancellationToken);

    /// <inheritdoc/>
    public Task AddExportAsync(ExportRow export, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(export);
        return _writer.RunAsync(session => LogCommands.AddExport(session, export), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ClearExportsAsync(CancellationToken cancellationToken) => _writer.RunAsync(LogCommands.ClearExports, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> CondemnAsync(DateTimeOffset unreferencedBefore, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Collect(session => CollectorCommands.Run(session, unreferencedBefore, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> CondemnOrphansAsync(IReadOnlyCollection<Guid> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        return Collect(session => CollectorCommands.RunOrphans(session, names), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(IReadOnlyCollection<Guid> condemned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condemned);
        return _writer.RunAsync(session => CollectorCommands.Forget(session, condemned), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ForgetKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return _writer.RunAsync(session => IdempotencyCommands.Forget(session, before, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task PutModalityAsync(string name, string definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(definition);
        return _writer.RunAsync(session => ModalityCommands.Put(session, name, definition), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> DeleteModalityAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _writer.RunAsync(session => ModalityCommands.Delete(session, name), cancellationToken);
    }

    /// <inheritdoc/>
    public Task SetPropertyAsync(string name, string value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        return _writer.RunAsync(session => LogCommands.SetProperty(session, name, value), cancellationToken);
    }

    private Task<IReadOnlyList<Guid>> Collect(Func<WriteSession, IReadOnlyList<Guid>> step, CancellationToken cancellationToken) =>
        _collector.TryTake() ? _writer.RunAsync(step, cancellationToken) : Task.FromResult<IReadOnlyList<Guid>>([]);
}
