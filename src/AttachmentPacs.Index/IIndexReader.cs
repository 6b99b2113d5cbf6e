using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>
/// Questions to the index. Each answer is one consistent snapshot and holds everything acknowledged before the question was asked.
/// Safe for use by many threads; readers never wait for the writer.
/// </summary>
public partial interface IIndexReader
{
    /// <summary>The resource of this id, of any level; null if unknown.</summary>
    ValueTask<ResourceRow?> FindAsync(ResourceId id, CancellationToken cancellationToken);

    /// <summary>Ids of a level in the order of their creation. <paramref name="limit"/> 0: all.</summary>
    ValueTask<IReadOnlyList<ResourceId>> ListAsync(ResourceLevel level, long since, long limit, CancellationToken cancellationToken);

    /// <summary>Ids of the resources of a lower level below one, in ascending order of the id.</summary>
    ValueTask<IReadOnlyList<ResourceId>> DescendantsAsync(long key, ResourceLevel level, CancellationToken cancellationToken);

    /// <summary>
    /// One resource of a lower level below a resource: the oldest child of the oldest child, and so on, at the price of a look-up for each level.
    /// Null if there is none: the resource is gone, or not above that level.
    /// </summary>
    ValueTask<ResourceRow?> FirstDescendantAsync(long key, ResourceLevel level, CancellationToken cancellationToken);

    /// <summary>The ancestor of a resource at a higher level; null if the resource is gone.</summary>
    ValueTask<ResourceRow?> AncestorAsync(long key, ResourceLevel level, CancellationToken cancellationToken);

    /// <summary>Main DICOM tags in ascending tag order.</summary>
    ValueTask<IReadOnlyList<TagValue>> MainTagsAsync(long key, CancellationToken cancellationToken);

    /// <summary>All metadata in ascending type order; LastUpdate (7) of patients, studies and series is among them.</summary>
    ValueTask<IReadOnlyList<MetadataRow>> MetadataAsync(long key, CancellationToken cancellationToken);

    /// <summary>One metadata; null if absent.</summary>
    ValueTask<MetadataRow?> MetadataAsync(long key, int type, CancellationToken cancellationToken);

    /// <summary>One metadata of every child of a resource, in no order; children without it are left out.</summary>
    ValueTask<IReadOnlyList<string>> ChildrenMetadataAsync(long key, int type, CancellationToken cancellationToken);

    /// <summary>All attachments in ascending type order.</summary>
    ValueTask<IReadOnlyList<AttachmentRow>> AttachmentsAsync(long key, CancellationToken cancellationToken);

    /// <summary>One attachment; null if absent.</summary>
    ValueTask<AttachmentRow?> AttachmentAsync(long key, int type, CancellationToken cancellationToken);

    /// <summary>
    /// What the index records of the blob of this name now; null if it has no row, or is condemned. A caller whose read failed compares this with
    /// what it read by: the file may have been healed, or removed and stored anew, in between, and is only damaged if it does not match this.
    /// </summary>
    ValueTask<BlobRow?> BlobAsync(Guid uuid, CancellationToken cancellationToken);

    /// <summary>A resource's labels in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> LabelsAsync(long key, CancellationToken cancellationToken);

    /// <summary>All labels in use, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> AllLabelsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Resources of one level whose identifier (Patient ID, Study, Series or SOP Instance UID) is this value. Compared in the index's
    /// normal form: Unicode upper case, trimmed.
    /// </summary>
    ValueTask<IReadOnlyList<ResourceRow>> LookupAsync(ResourceLevel level, string identifier, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the change log: sequences above <paramref name="since"/>, up to <paramref name="to"/> if given, at most
    /// <paramref name="limit"/>; with <paramref name="to"/> but without <paramref name="since"/>, the last <paramref name="limit"/> of them.
    /// Without <paramref name="tombstones"/>, changes of deleted resources and the deletions themselves are left out (contract 1.9).
    /// </summary>
    ValueTask<ChangePage> ChangesAsync(
        long? since, long? to, int limit, IReadOnlyCollection<ChangeType> types, bool tombstones, CancellationToken cancellationToken);

    /// <summary>The newest change (as one-element page), or an empty page.</summary>
    ValueTask<ChangePage> LastChangeAsync(bool tombstones, CancellationToken cancellationToken);

    /// <summary>Sequence of the newest change that this index has committed, or found when it was opened; 0 if there was none. Costs nothing.</summary>
    long LastSequence { get; }

    /// <summary>
    /// Returns <see cref="LastSequence"/> as soon as it is above <paramref name="after"/>: at once, or when the change is committed. Changes of other
    /// processes are heard of with the next of this one. Throws <see cref="ObjectDisposedException"/> when the index is closed.
    /// </summary>
    Task<long> WaitForChangeAsync(long after, CancellationToken cancellationToken);

    /// <summary>
    /// A page of the change log as its consumers see it: everything above <paramref name="after"/>, also what was deleted, replaced, or cleared
    /// before all consumers had seen it, at most <paramref name="limit"/>. <see cref="ChangePage.Last"/> is how far the page is complete: a consumer
    /// that has dealt with the page goes on from there, whatever the filter left out.
    /// </summary>
    ValueTask<ChangePage> ConsumerChangesAsync(long after, int limit, IReadOnlyCollection<ChangeType> types, CancellationToken cancellationToken);

    /// <summary>Names of all consumers of the change log, and the sequence that each is done with.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> ConsumersAsync(CancellationToken cancellationToken);

    /// <summary>A page of the export log: sequences above <paramref name="since"/>.</summary>
    ValueTask<ExportPage> ExportsAsync(long since, int limit, CancellationToken cancellationToken);

    /// <summary>The newest export, or an empty page.</summary>
    ValueTask<ExportPage> LastExportAsync(CancellationToken cancellationToken);

    /// <summary>The counters of the whole index.</summary>
    ValueTask<IndexStatistics> StatisticsAsync(CancellationToken cancellationToken);

    /// <summary>The counters of one resource and all below it.</summary>
    ValueTask<ResourceStatistics> StatisticsAsync(long key, CancellationToken cancellationToken);

    /// <summary>Keys of unprotected patients, the one to recycle first in front (the one whose last instance came longest ago).</summary>
    ValueTask<IReadOnlyList<ResourceId>> RecyclingOrderAsync(int limit, CancellationToken cancellationToken);

    /// <summary>When the last instance came to the resource that becomes stable next; null if all are stable.</summary>
    ValueTask<DateTimeOffset?> UnstableSinceAsync(CancellationToken cancellationToken);

    /// <summary>The write that was done under a key (<see cref="IdempotencyKey.Key"/>); null if there was none, or it has been forgotten.</summary>
    ValueTask<KeyedWrite?> KeyedWriteAsync(byte[] key, CancellationToken cancellationToken);

    /// <summary>Definitions of modalities by name, in ordinal order of the names.</summary>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ModalitiesAsync(CancellationToken cancellationToken);

    /// <summary>A property of the store itself, as a clean-stop mark or an identifier; null if never set.</summary>
    ValueTask<string?> PropertyAsync(string name, CancellationToken cancellationToken);
}
