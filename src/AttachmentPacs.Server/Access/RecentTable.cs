namespace AttachmentPacs.Server.Access;

/// <summary>A table with a bound: the entry that was used longest ago makes room. Not thread-safe.</summary>
internal sealed class RecentTable<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class, new()
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public int Count => _nodes.Count;

    /// <summary>The entry, or null; does not count as use.</summary>
    public TValue? Find(TKey key) => _nodes.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node) ? node.Value.Value : null;

    /// <summary>The entry, made if it is not there.</summary>
    public TValue Use(TKey key)
    {
        if (_nodes.TryGetValue(key, out LinkedListNode<(TKey Key, TValue Value)>? node))
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Value;
        }

        if (_nodes.Count == most)
        {
            _nodes.Remove(_byUse.First!.Value.Key);
            _byUse.RemoveFirst();
        }

        node = _byUse.AddLast((key, new TValue()));
        _nodes.Add(key, node);
        return node.Value.Value;
    }
}
