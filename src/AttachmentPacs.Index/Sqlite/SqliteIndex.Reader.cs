using System.Diagnostics;
using System.Runtime.CompilerServices;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

public sealed partial class SqliteIndex
{
    /// <inheritdoc/>
    public ValueTask<ResourceRow?> FindAsync(ResourceId id, CancellationToken cancellationToken) =>
        Read(connection => ResourceQueries.Find(connection, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ResourceId>> ListAsync(ResourceLevel level, long since, long limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(since);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => ResourceQueries.List(connection, level, since, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ResourceId>> DescendantsAsync(long key, ResourceLevel level, CancellationToken cancellationToken) =>
        Read(connection => ResourceQueries.Descendants(connection, key, level), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ResourceRow?> FirstDescendantAsync(long key, ResourceLevel level, CancellationToken cancellationToken) =>
        Read(connection => ResourceQueries.FirstDescendant(connection, key, level), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ResourceRow?> AncestorAsync(long key, ResourceLevel level, CancellationToken cancellationToken) =>
        Read(connection => ResourceQueries.Ancestor(connection, key, level), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TagValue>> MainTagsAsync(long key, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.MainTags(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MetadataRow>> MetadataAsync(long key, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.Metadata(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MetadataRow?> MetadataAsync(long key, int type, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.Metadata(connection, key, type), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ChildrenMetadataAsync(long key, int type, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.ChildrenMetadata(connection, key, type), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AttachmentRow>> AttachmentsAsync(long key, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.Attachments(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AttachmentRow?> AttachmentAsync(long key, int type, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.OneAttachment(connection, key, type), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobRow?> BlobAsync(Guid uuid, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.Blob(connection, uuid), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> LabelsAsync(long key, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.Labels(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> AllLabelsAsync(CancellationToken cancellationToken) => Read(ItemQueries.AllLabels, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ResourceRow>> LookupAsync(ResourceLevel level, string identifier, CancellationToken cancellationToken) =>
        Read(connection => ResourceQueries.Lookup(connection, level, identifier), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangePage> ChangesAsync(
        long? since, long? to, int limit, IReadOnlyCollection<ChangeType> types, bool tombstones, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => LogQueries.Changes(connection, since, to, limit, types, tombstones), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ChangePage> LastChangeAsync(bool tombstones, CancellationToken cancellationToken) =>
        Read(connection => LogQueries.LastChange(connection, tombstones), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ExportPage> ExportsAsync(long since, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => LogQueries.Exports(connection, since, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ExportPage> LastExportAsync(CancellationToken cancellationToken) => Read(LogQueries.LastExport, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IndexStatistics> StatisticsAsync(CancellationToken cancellationToken) => Read(StatisticsQueries.Whole, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ResourceStatistics> StatisticsAsync(long key, CancellationToken cancellationToken) =>
        Read(connection => StatisticsQueries.Of(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ResourceId>> RecyclingOrderAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Read(connection => ResourceQueries.RecyclingOrder(connection, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> UnstableSinceAsync(CancellationToken cancellationToken) => Read(ResourceQueries.UnstableSince, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<KeyedWrite?> KeyedWriteAsync(byte[] key, CancellationToken cancellationToken) =>
        Read(connection => IdempotencyCommands.Find(connection, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ModalitiesAsync(CancellationToken cancellationToken) =>
        Read(ModalityCommands.All, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> PropertyAsync(string name, CancellationToken cancellationToken) =>
        Read(connection => ItemQueries.Property(connection, name), cancellationToken);

    private ValueTask<T> Read<T>(Func<Connection, T> question, CancellationToken cancellationToken, [CallerMemberName] string operation = "")
    {
        cancellationToken.ThrowIfCancellationRequested();
        long start = Stopwatch.GetTimestamp();
        T answer = _readers.Read(question);
        IndexMetrics.RecordRead(start, operation);
        return new ValueTask<T>(answer);
    }
}
