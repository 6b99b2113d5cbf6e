using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Tests.Support;

internal sealed partial class FaultyIndex
{
    public async Task<StoreOutcome> StoreAsync(NewInstance instance, CancellationToken cancellationToken)
    {
        Stores++;
        if (BeforeStore?.Invoke(instance) is { } outcome) return outcome;
        StoreOutcome stored = await inner.StoreAsync(instance, cancellationToken);
        AfterStore?.Invoke();
        return stored;
    }

    public Task<WriteOutcome> PutAttachmentAsync(
        ResourceId id, int type, BlobRow blob, Precondition precondition, CancellationToken cancellationToken)
    {
        BeforePut?.Invoke(blob);
        return inner.PutAttachmentAsync(id, type, blob, precondition, cancellationToken);
    }

    public Task<WriteOutcome> DeleteAttachmentAsync(ResourceId id, int type, Precondition precondition, CancellationToken cancellationToken) => inner.DeleteAttachmentAsync(id, type, precondition, cancellationToken);

    public Task<int> MarkDamagedAsync(Guid uuid, bool damaged, CancellationToken cancellationToken) => inner.MarkDamagedAsync(uuid, damaged, cancellationToken);

    public Task<WriteOutcome> PutMetadataAsync(ResourceId id, int type, string value, Precondition precondition, CancellationToken cancellationToken) => inner.PutMetadataAsync(id, type, value, precondition, cancellationToken);

    public Task<WriteOutcome> DeleteMetadataAsync(ResourceId id, int type, Precondition precondition, CancellationToken cancellationToken) => inner.DeleteMetadataAsync(id, type, precondition, cancellationToken);

    public Task<ItemsOutcome> WriteItemsAsync(ResourceId id, IReadOnlyList<ItemWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteItemsAsync(id, writes, cancellationToken);

    public Task<WriteOutcome> AddLabelAsync(ResourceId id, string label, CancellationToken cancellationToken) => inner.AddLabelAsync(id, label, cancellationToken);

    public Task<WriteOutcome> RemoveLabelAsync(ResourceId id, string label, CancellationToken cancellationToken) => inner.RemoveLabelAsync(id, label, cancellationToken);

    public Task<DeleteOutcome> DeleteAsync(ResourceId id, ResourceLevel level, CancellationToken cancellationToken)
    {
        BeforeDelete?.Invoke(id);
        return inner.DeleteAsync(id, level, cancellationToken);
    }

    public Task<WriteOutcome> SetProtectedAsync(ResourceId patient, bool isProtected, CancellationToken cancellationToken) => inner.SetProtectedAsync(patient, isProtected, cancellationToken);

    public Task<IReadOnlyList<ChangeRow>> SettleAsync(DateTimeOffset lastInstance, int limit, CancellationToken cancellationToken)
    {
        BeforeSettle?.Invoke();
        return inner.SettleAsync(lastInstance, limit, cancellationToken);
    }

    public Task ClearChangesAsync(CancellationToken cancellationToken) => inner.ClearChangesAsync(cancellationToken);

    public Task AddExportAsync(ExportRow export, CancellationToken cancellationToken) => inner.AddExportAsync(export, cancellationToken);

    public Task ClearExportsAsync(CancellationToken cancellationToken) => inner.ClearExportsAsync(cancellationToken);

    public Task<IReadOnlyList<Guid>> CondemnAsync(DateTimeOffset unreferencedBefore, int limit, CancellationToken cancellationToken) => inner.CondemnAsync(unreferencedBefore, limit, cancellationToken);

    public Task<IReadOnlyList<Guid>> CondemnOrphansAsync(IReadOnlyCollection<Guid> names, CancellationToken cancellationToken)
    {
        BeforeCondemnOrphans?.Invoke();
        return inner.CondemnOrphansAsync(names, cancellationToken);
    }

    public Task ForgetAsync(IReadOnlyCollection<Guid> condemned, CancellationToken cancellationToken)
    {
        BeforeForget?.Invoke();
        return inner.ForgetAsync(condemned, cancellationToken);
    }

    public Task<int> ForgetKeysAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => inner.ForgetKeysAsync(before, limit, cancellationToken);

    public Task PutModalityAsync(string name, string definition, CancellationToken cancellationToken) => inner.PutModalityAsync(name, definition, cancellationToken);

    public Task<bool> DeleteModalityAsync(string name, CancellationToken cancellationToken) => inner.DeleteModalityAsync(name, cancellationToken);

    public Task SetPropertyAsync(string name, string value, CancellationToken cancellationToken) => inner.SetPropertyAsync(name, value, cancellationToken);
}
