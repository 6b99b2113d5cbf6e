namespace AttachmentPacs.Plugins;

/// <summary>
/// Hears of each change of the archive, in order, at least once: how far it has come is kept in the index, and survives a stop and a crash. A plugin
/// that is new hears of what happens from its first start on. It hears of its own writes, too.
/// </summary>
public interface IChangeListener
{
    /// <summary>
    /// What has changed: at least one change, at most 100, never two calls at a time. When this throws, the same changes come again after a pause,
    /// perhaps with others behind them, and nothing else before: who cannot do anything with a change passes over it. After
    /// <c>Plugins:BackgroundTimeout</c> the token is cancelled.
    /// </summary>
    Task OnChangesAsync(IReadOnlyList<ArchiveChange> changes, CancellationToken cancellationToken);
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
