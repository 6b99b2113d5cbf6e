using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Ingest;

/// <summary>
/// What to do with an instance that is there already, by who sends it: the policy of its user or Application Entity, else that of its door,
/// else the one for all (Storage:DuplicatesBySource, Storage:Duplicates).
/// </summary>
/// <param name="fallback">Storage:Duplicates.</param>
/// <param name="bySource">Storage:DuplicatesBySource. Doors in any case of letters; <c>user:NAME</c> and <c>aet:TITLE</c> as they are written.</param>
public sealed class DuplicatePolicies(DuplicatePolicy fallback, IReadOnlyDictionary<string, DuplicatePolicy> bySource)
{
    private readonly Dictionary<string, DuplicatePolicy> _bySender = bySource
        .Where(pair => pair.Key.Contains(':', StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, DuplicatePolicy> _byDoor = bySource
        .Where(pair => !pair.Key.Contains(':', StringComparison.Ordinal)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same for every source.</summary>
    public static DuplicatePolicies Always(DuplicatePolicy policy) => new(policy, new Dictionary<string, DuplicatePolicy>());

    /// <summary>The policy for what one origin sends.</summary>
    public DuplicatePolicy For(IngestOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (_bySender.Count > 0)
        {
            if (origin.HttpUsername is { Length: > 0 } user && _bySender.TryGetValue($"user:{user}", out DuplicatePolicy ofUser)) return ofUser;
            if (origin.RemoteAet is { Length: > 0 } title && _bySender.TryGetValue($"aet:{title}", out DuplicatePolicy ofTitle)) return ofTitle;
        }

        return _byDoor.Count > 0 && _byDoor.TryGetValue(origin.Source.ToString(), out DuplicatePolicy ofDoor) ? ofDoor : fallback;
    }
}
