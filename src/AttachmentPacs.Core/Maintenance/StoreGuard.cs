using System.Globalization;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.FileSystem;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Maintenance;

/// <summary>
/// Start and stop of a store. Storage and index carry the same id, so that neither is ever run with a stranger: an index that does not know
/// the files would have all of them swept. A property of the index says whether the last stop was a clean one; after an unclean one, drafts
/// are removed before the first request and orphaned files looked for behind the first requests.
/// </summary>
public sealed class StoreGuard(
    IBlobStore store, StoreLock storeLock, IIndex index, BlobCollector collector, PublicationCount running, TimeProvider time, ILogger<StoreGuard> log)
{
    /// <summary>Property of the index: "1" after a clean stop, "0" while a server runs or after an unclean one.</summary>
    public const string CleanStop = "CleanStop";

    /// <summary>Property of the index: the id that storage and index share.</summary>
    public const string StoreId = "StoreId";

    private const string KeepFilesBefore = "KeepFilesBefore";

    private Guid? _id;
    private DateTimeOffset _sweepFrom;
    private bool _needsSweep;

    /// <summary>Before the first request.</summary>
    /// <exception cref="InvalidOperationException">Storage and index do not belong together.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Guid id = await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        string? stop = await index.PropertyAsync(CleanStop, cancellationToken).ConfigureAwait(false);
        bool wasClean = stop is null or "1";
        _sweepFrom = await SweepFromAsync(wasStopped: stop == "1", cancellationToken).ConfigureAwait(false);
        int drafts = store.RemoveAbandonedDrafts();
        await index.SetPropertyAsync(CleanStop, "0", cancellationToken).ConfigureAwait(false);
        _needsSweep = !wasClean;
        _id = id;
        if (!wasClean) log.UncleanStop(drafts);
        await NoteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Beside the first requests, and then from time to time: removes orphaned files, if the last stop was an unclean one, or if blobs could
    /// not be given back since. What fails is tried again at the next call.
    /// </summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        _needsSweep |= collector.HasLitter;
        if (!_needsSweep) return;
        collector.HasLitter = false;
        await collector.SweepAsync(_sweepFrom, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        _needsSweep = false;
    }

    /// <summary>From time to time: notes in the folder how far the index has come.</summary>
    public async Task NoteAsync(CancellationToken cancellationToken)
    {
        if (_id is not { } id) return;
        var mark = new StoreMark(id, await SequenceAsync(cancellationToken).ConfigureAwait(false));
        if (StoreMark.Parse(storeLock.ReadMark()) != mark) storeLock.WriteMark(mark.ToString());
    }

    /// <summary>
    /// After the last request. A sweep that could not end, and writes that were cut off, are left to the next start. After a start that was
    /// refused nothing is noted: the folder is somebody else's.
    /// </summary>
    public async Task StopAsync()
    {
        if (_id is null) return;
        await NoteAsync(CancellationToken.None).ConfigureAwait(false);
        if (!_needsSweep && running.IsIdle && collector is { HasLitter: false, HasGivenUp: false }) await index.SetPropertyAsync(CleanStop, "1", CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The id that storage and index share.</summary>
    private async Task<Guid> IdentifyAsync(CancellationToken cancellationToken)
    {
        StoreMark? mark = StoreMark.Parse(storeLock.ReadMark());
        Guid? known = Guid.TryParseExact(await index.PropertyAsync(StoreId, cancellationToken).ConfigureAwait(false), "D", out Guid id) ? id : null;
        bool hasInstances = (await index.StatisticsAsync(cancellationToken).ConfigureAwait(false)).Instances > 0;
        if (StoreMatch.Problem(mark, known, hasInstances, () => store.List(cancellationToken).Any()) is { } problem) throw new InvalidOperationException(problem);

        // The index first: a folder whose index knows nothing of it would be refused.
        Guid shared = known ?? BlobId.Random().Uuid;
        if (known is null) await index.SetPropertyAsync(StoreId, shared.ToString("D"), cancellationToken).ConfigureAwait(false);
        return shared;
    }

    /// <summary>
    /// From when on unnamed files are litter. An index that is older than what the folder has seen was restored from a backup: what was
    /// written before this start may be all that is left of instances stored since, and is kept for good. A folder that has seen less than an
    /// index which was stopped cleanly, which leaves both at the same, was restored itself.
    /// </summary>
    private async Task<DateTimeOffset> SweepFromAsync(bool wasStopped, CancellationToken cancellationToken)
    {
        long sequence = await SequenceAsync(cancellationToken).ConfigureAwait(false);
        long seen = StoreMark.Parse(storeLock.ReadMark())?.Sequence ?? sequence;
        if (wasStopped && seen < sequence) log.StorageIsOlder(sequence, seen);
        if (seen > sequence)
        {
            log.IndexIsOlder(sequence, seen);
            string now = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            await index.SetPropertyAsync(KeepFilesBefore, now, cancellationToken).ConfigureAwait(false);
        }

        string? kept = await index.PropertyAsync(KeepFilesBefore, cancellationToken).ConfigureAwait(false);
        return DateTimeOffset.TryParseExact(kept, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset from)
            ? from
            : DateTimeOffset.MinValue;
    }

    private async Task<long> SequenceAsync(CancellationToken cancellationToken) =>
        (await index.LastChangeAsync(tombstones: true, cancellationToken).ConfigureAwait(false)).Last;
}
