using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Tests.Support;

internal sealed partial class FaultyIndex
{
    public ValueTask<ResourceRow?> FindAsync(ResourceId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceId>> ListAsync(ResourceLevel level, long since, long limit, CancellationToken cancellationToken) => inner.ListAsync(level, since, limit, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceId>> DescendantsAsync(long key, ResourceLevel level, CancellationToken cancellationToken) => inner.DescendantsAsync(key, level, cancellationToken);

    public ValueTask<ResourceRow?> AncestorAsync(long key, ResourceLevel level, CancellationToken cancellationToken) => inner.AncestorAsync(key, level, cancellationToken);

    public ValueTask<ResourceRow?> FirstDescendantAsync(long key, ResourceLevel level, CancellationToken cancellationToken) =>
        inner.FirstDescendantAsync(key, level, cancellationToken);

    public ValueTask<BlobRow?> BlobAsync(Guid uuid, CancellationToken cancellationToken) => inner.BlobAsync(uuid, cancellationToken);

    public ValueTask<IReadOnlyList<TagValue>> MainTagsAsync(long key, CancellationToken cancellationToken) => inner.MainTagsAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<MetadataRow>> MetadataAsync(long key, CancellationToken cancellationToken) => inner.MetadataAsync(key, cancellationToken);

    public ValueTask<MetadataRow?> MetadataAsync(long key, int type, CancellationToken cancellationToken) => inner.MetadataAsync(key, type, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ChildrenMetadataAsync(long key, int type, CancellationToken cancellationToken) => inner.ChildrenMetadataAsync(key, type, cancellationToken);

    public ValueTask<IReadOnlyList<AttachmentRow>> AttachmentsAsync(long key, CancellationToken cancellationToken) => inner.AttachmentsAsync(key, cancellationToken);

    public ValueTask<AttachmentRow?> AttachmentAsync(long key, int type, CancellationToken cancellationToken) => inner.AttachmentAsync(key, type, cancellationToken);

    public ValueTask<IReadOnlyList<string>> LabelsAsync(long key, CancellationToken cancellationToken) => inner.LabelsAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<string>> AllLabelsAsync(CancellationToken cancellationToken) => inner.AllLabelsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<ResourceRow>> LookupAsync(ResourceLevel level, string identifier, CancellationToken cancellationToken) => inner.LookupAsync(level, identifier, cancellationToken);

    public ValueTask<ChangePage> ChangesAsync(long? since, long? to, int limit, IReadOnlyCollection<ChangeType> types, bool tombstones, CancellationToken cancellationToken) => inner.ChangesAsync(since, to, limit, types, tombstones, cancellationToken);

    public ValueTask<ChangePage> LastChangeAsync(bool tombstones, CancellationToken cancellationToken) => inner.LastChangeAsync(tombstones, cancellationToken);

    public ValueTask<ExportPage> ExportsAsync(long since, int limit, CancellationToken cancellationToken) => inner.ExportsAsync(since, limit, cancellationToken);

    public ValueTask<ExportPage> LastExportAsync(CancellationToken cancellationToken) => inner.LastExportAsync(cancellationToken);

    public ValueTask<IndexStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        Statistics++;
        return inner.StatisticsAsync(cancellationToken);
    }

    public ValueTask<ResourceStatistics> StatisticsAsync(long key, CancellationToken cancellationToken) => inner.StatisticsAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceId>> RecyclingOrderAsync(int limit, CancellationToken cancellationToken) => inner.RecyclingOrderAsync(limit, cancellationToken);

    public ValueTask<DateTimeOffset?> UnstableSinceAsync(CancellationToken cancellationToken) => inner.UnstableSinceAsync(cancellationToken);

    public ValueTask<KeyedWrite?> KeyedWriteAsync(byte[] key, CancellationToken cancellationToken) => inner.KeyedWriteAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ModalitiesAsync(CancellationToken cancellationToken) => inner.ModalitiesAsync(cancellationToken);

    public ValueTask<string?> PropertyAsync(string name, CancellationToken cancellationToken) => inner.PropertyAsync(name, cancellationToken);
}
