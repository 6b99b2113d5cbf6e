using System.Collections.Immutable;

namespace AttachmentPacs.Core.Ingest;

/// <summary>May refuse an instance before it is stored (design, step 5).</summary>
public interface IAcceptFilter
{
    /// <summary>
    /// Null to accept, else the reason, which the sender is told and the log shows: short (a C-STORE response has room for 64 characters), and
    /// without what the file says of a person. What it throws ends the ingest with that error: a filter that would rather
    /// accept what it could not judge says so itself.
    /// </summary>
    ValueTask<string?> RefuseAsync(IncomingInstance instance, CancellationToken cancellationToken);
}

/// <summary>An instance that was stored: durable, indexed, acknowledged or about to be.</summary>
/// <param name="Result">How it fared, and its place.</param>
/// <param name="Origin">Who sent it, and how.</param>
public readonly record struct StoredInstance(IngestResult Result, IngestOrigin Origin);

/// <summary>
/// Code that runs before and after an instance is stored. Added while the archive opens, before the first instance; safe for use by many
/// threads.
/// </summary>
public sealed class IngestHooks
{
    private ImmutableArray<IAcceptFilter> _filters = [];
    private ImmutableArray<Action<StoredInstance>> _listeners = [];

    /// <summary>Asked in the order in which they were added; the first reason decides.</summary>
    public void Add(IAcceptFilter filter) => ImmutableInterlocked.Update(ref _filters, filters => filters.Add(filter));

    /// <summary>Told of every instance that was stored or replaced, on the thread that stored it: it must not wait, nor throw.</summary>
    public void Add(Action<StoredInstance> listener) => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    internal ImmutableArray<IAcceptFilter> Filters => _filters;

    internal void Tell(in StoredInstance stored)
    {
        foreach (Action<StoredInstance> listener in _listeners) listener(stored);
    }
}
