using System.Collections.Concurrent;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Maintenance;

/// <summary>
/// Removes blobs that nothing references, after a grace time and never inside a request: 1. the index condemns them, and from then on
/// nothing can reference them; 2. their files are removed; 3. the index forgets them. A crash between any two steps is made good by the
/// next round, which meets the condemned again. The argument that this loses no referenced file: docs/design/storage.md.
/// </summary>
public sealed class BlobCollector(IBlobStore store, IIndex index, TimeProvider time, TimeSpan grace, ILogger<BlobCollector> log) : IDisposable
{
    private const int Batch = 1000;

    private readonly ConcurrentDictionary<Guid, bool> _givenUp = new();

    // One pass at a time: a slow second one could remove a name that the first has forgotten and a store has published again.
    private readonly SemaphoreSlim _pass = new(1, 1);

    /// <summary>Collects all that have been unreferenced for the grace time; returns how many.</summary>
    public async Task<int> CollectAsync(CancellationToken cancellationToken)
    {
        await CollectGivenUpAsync(cancellationToken).ConfigureAwait(false);
        int total = 0;
        while (true)
        {
            (int condemned, int removed) = await PassAsync(
                () => index.CondemnAsync(time.GetUtcNow() - grace, Batch, cancellationToken), cancellationToken).ConfigureAwait(false);
            total += removed;
            if (removed == 0 || condemned < Batch) break;
        }

        if (total > 0) log.BlobsCollected(total);
        return total;
    }

    /// <summary>Gives back blobs that were published for an instance which the index then did not take, unless somebody else uses them.</summary>
    public async Task DiscardAsync(IReadOnlyCollection<Guid> blobs) =>
        await PassAsync(() => index.CondemnOrphansAsync(blobs, CancellationToken.None), CancellationToken.None).ConfigureAwait(false);

    /// <summary>
    /// Removes the files that no row names and that were written from <paramref name="writtenFrom"/> on, before
    /// <paramref name="writtenBefore"/>: what a crash left between publishing and indexing. Returns how many.
    /// </summary>
    public async Task<int> SweepAsync(DateTimeOffset writtenFrom, DateTimeOffset writtenBefore, CancellationToken cancellationToken)
    {
        int files = 0;
        int orphans = 0;
        foreach (StoredBlob[] batch in store.List(cancellationToken)
            .Where(blob => blob.LastWrite >= writtenFrom && blob.LastWrite < writtenBefore)
            .Chunk(Batch))
        {
            files += batch.Length;
            Guid[] names = [.. batch.Select(blob => blob.Id.Uuid)];
            orphans += (await PassAsync(() => index.CondemnOrphansAsync(names, cancellationToken), cancellationToken).ConfigureAwait(false)).Removed;
        }

        CoreMetrics.Sweeps.Add(1);
        CoreMetrics.Orphans.Add(orphans);
        log.OrphansRemoved(files, orphans);
        return orphans;
    }

    /// <summary>
    /// Notes names that were on their way out when a store gave them to files, and got others for its own. When the collector has forgotten such a name
    /// nothing leads to its file any more: the next round looks for it. Not at once: the round under way may be a long one.
    /// </summary>
    internal void NoteGivenUp(IEnumerable<Guid> names)
    {
        foreach (Guid name in names) _givenUp[name] = true;
    }

    /// <summary>Names that were given up have not been looked at yet.</summary>
    public bool HasGivenUp => !_givenUp.IsEmpty;

    /// <summary>
    /// Whether a blob that was published in vain could not be given back; if so, the next round, or the next start, looks for orphaned files.
    /// </summary>
    public bool HasLitter { get; internal set; }

    /// <summary>Notes that blobs could not be given back.</summary>
    internal void NoteLitter(Exception exception)
    {
        HasLitter = true;
        log.DiscardFailed(exception);
    }

    /// <inheritdoc/>
    public void Dispose() => _pass.Dispose();

    private async Task CollectGivenUpAsync(CancellationToken cancellationToken)
    {
        Guid[] names = [.. _givenUp.Keys];
        if (names.Length == 0) return;
        await PassAsync(() => index.CondemnOrphansAsync(names, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (Guid name in names) _givenUp.TryRemove(name, out _);
    }

    private async Task<(int Condemned, int Removed)> PassAsync(Func<Task<IReadOnlyList<Guid>>> condemn, CancellationToken cancellationToken)
    {
        await _pass.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // 1
            IReadOnlyList<Guid> condemned = await condemn().ConfigureAwait(false);
            CoreMetrics.Condemned.Add(condemned.Count);
            int removed = await RemoveAsync(condemned).ConfigureAwait(false);
            CoreMetrics.Removed.Add(removed);
            return (condemned.Count, removed);
        }
        finally
        {
            _pass.Release();
        }
    }

    private async Task<int> RemoveAsync(IReadOnlyList<Guid> condemned)
    {
        // 2: what cannot be removed stays condemned.
        var removed = new List<Guid>(condemned.Count);
        foreach (Guid uuid in condemned)
        {
            try
            {
                store.Remove(new BlobId(uuid));
                removed.Add(uuid);
            }
            catch (IOException e)
            {
                log.BlobNotRemoved(uuid, e.Message);
            }
        }

        // 3
        if (removed.Count > 0) await index.ForgetAsync(removed, CancellationToken.None).ConfigureAwait(false);
        return removed.Count;
    }
}
