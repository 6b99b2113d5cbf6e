namespace AttachmentPacs.Plugins;

/// <summary>
/// Hears of each change of the archive, in order, one at a time, at least once: where it was is kept in the index, and survives a stop, a crash and
/// a restore. A plugin that is new hears of what happens from its first start on. It hears of its own writes, too.
/// </summary>
public interface IChangeListener
{
    /// <summary>
    /// Something has changed. When this throws, or has not returned within <c>Plugins:BackgroundTimeout</c>, the same change comes again after a
    /// pause, and nothing behind it before: who cannot do anything with a change returns.
    /// </summary>
    Task OnChangeAsync(ArchiveChange change, CancellationToken cancellationToken);
}

/// <summary>A row of the change log.</summary>
/// <param name="Sequence">Rises, with gaps.</param>
/// <param name="Kind">As in GET /changes: <c>NewInstance</c>, <c>StableSeries</c>, <c>UpdatedAttachment</c>, <c>Deleted</c>. There may be others later.</param>
/// <param name="Level">Of the resource.</param>
/// <param name="Id">The resource; of <c>Deleted</c>, what it was.</param>
/// <param name="Parent">Of <c>Deleted</c>: the nearest resource above it that is still there; null if none is. Null for other kinds.</param>
/// <param name="Date">When, UTC.</param>
public sealed record ArchiveChange(long Sequence, string Kind, ResourceLevel Level, string Id, string? Parent, DateTimeOffset Date);

/// <summary>Levels of the tree of resources, from its top.</summary>
public enum ResourceLevel
{
    /// <summary>A patient.</summary>
    Patient,

    /// <summary>A study of a patient.</summary>
    Study,

    /// <summary>A series of a study.</summary>
    Series,

    /// <summary>An instance of a series.</summary>
    Instance,
}
