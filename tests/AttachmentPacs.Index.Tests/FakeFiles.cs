using System.Collections.Concurrent;

namespace AttachmentPacs.Index.Tests;

/// <summary>The names of files a storage would have; by default all names there are.</summary>
public sealed class FakeFiles
{
    private readonly ConcurrentDictionary<Guid, bool> _removed = [];

    /// <summary>The index is told that every file is there: what the protocol forbids.</summary>
    public bool ClaimAll { get; set; }

    /// <summary>What the index asks.</summary>
    public bool Exists(Guid uuid) => ClaimAll || Has(uuid);

    /// <summary>The truth.</summary>
    public bool Has(Guid uuid) => !_removed.ContainsKey(uuid);

    public void Remove(Guid uuid) => _removed[uuid] = true;

    public void Publish(Guid uuid) => _removed.TryRemove(uuid, out _);
}
