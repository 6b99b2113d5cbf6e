using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>A series and what is above it, by key.</summary>
internal readonly record struct SeriesPath(long Patient, long Study, long Series);

/// <summary>
/// What the open transaction has still to write to patients, studies and series: one update per row, however many instances it takes in. And the
/// keys of series that were stored to lately, which stay until something is deleted, a transaction is rolled back, or another process has written.
/// </summary>
internal sealed class Ancestors
{
    // What is above never becomes stable first, also if the clock was set back: the mark of a row never goes back.
    private const string Update =
        "UPDATE resources SET last_update = ?1, unstable_since = MAX(COALESCE(unstable_since, 0), ?1), children = children + ?2 WHERE key = ?3";

    // A thousand series are more than come in at one time, and take 100 KB.
    private const int MostPaths = 1000;

    private readonly Dictionary<ResourceId, SeriesPath> _paths = [];
    private readonly Dictionary<long, long> _newChildren = [];
    private readonly Dictionary<long, long> _recycling = [];
    private long _lastRecycled;

    public bool TryGetPath(ResourceId series, out SeriesPath path) => _paths.TryGetValue(series, out path);

    public void Remember(ResourceId series, SeriesPath path)
    {
        if (_paths.Count >= MostPaths) _paths.Clear();
        _paths[series] = path;
    }

    /// <summary>An instance has come: the row gets a new date, so many children more, and is not stable.</summary>
    public void Touch(long key, long newChildren) =>
        _newChildren[key] = _newChildren.TryGetValue(key, out long before) ? before + newChildren : newChildren;

    /// <summary>Whether the patient is known to be at the end of the recycling order already, or protected.</summary>
    public bool IsLast(long patient) => _lastRecycled == patient;

    /// <summary>The patient has been put at the end of the recycling order.</summary>
    public void MarkLast(long patient) => _lastRecycled = patient;

    /// <summary>The patient moves to this place, the end of the recycling order, unless it is protected.</summary>
    public void Recycle(long patient, long place)
    {
        _recycling[patient] = place;
        _lastRecycled = patient;
    }

    /// <summary>Children that the row does not count yet.</summary>
    public long NewChildren(long key) => _newChildren.GetValueOrDefault(key);

    /// <summary>Writes all, so that the rows can be read and deleted.</summary>
    public void Flush(WriteSession session)
    {
        foreach ((long key, long children) in _newChildren)
        {
            session.Prepare(Update).Bind(session.Now).Bind(children).Bind(key).Run();
        }

        foreach ((long patient, long place) in _recycling)
        {
            session.Prepare("UPDATE resources SET recycling = ? WHERE key = ? AND recycling IS NOT NULL").Bind(place).Bind(patient).Run();
        }

        _newChildren.Clear();
        _recycling.Clear();
    }

    /// <summary>Forgets all that was looked up, and all that is still to be written.</summary>
    public void Clear()
    {
        _paths.Clear();
        _newChildren.Clear();
        _recycling.Clear();
        _lastRecycled = 0;
    }
}
