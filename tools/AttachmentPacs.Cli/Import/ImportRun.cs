using System.Threading.Channels;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import;

/// <summary>
/// Brings what the sources find to the target: 1. one task walks the sources, no faster than the workers take; 2. each worker opens its item and,
/// as long as the archive turns out to have what comes, asks for its content first; 3. else it sends it; 4. what is known under its id already
/// is compared by content. Nothing is remembered between runs: what was done is found out by asking.
/// </summary>
/// <param name="target">Where it goes.</param>
/// <param name="tally">Who counts.</param>
/// <param name="parallel">Items on their way at once.</param>
/// <param name="alwaysAsk">Ask before each item.</param>
internal sealed class ImportRun(IImportTarget target, ImportTally tally, int parallel, bool alwaysAsk = false) : IDisposable
{
    private const long LargeFile = 1 << 20;

    // Large files hold more buffers and gain nothing from company: a few at a time.
    private readonly SemaphoreSlim _large = new(Math.Max(4, Environment.ProcessorCount * 2));
    private volatile bool _asks;

    /// <summary>Why the run could not go on; null if it did.</summary>
    public ArchiveUnavailableException? Fatal { get; private set; }

    /// <summary>Returns when all has been dealt with, or what was under way when it was stopped.</summary>
    /// <param name="sources">What there is to import.</param>
    /// <param name="stop">Take nothing more, but end what is under way.</param>
    /// <param name="abandon">Leave what is under way.</param>
    public async Task RunAsync(IAsyncEnumerable<Found> sources, CancellationToken stop, CancellationToken abandon)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, abandon);
        Channel<ImportItem> waiting = Channel.CreateBounded<ImportItem>(new BoundedChannelOptions(parallel) { SingleWriter = true });
        Task walk = Task.Run(() => WalkAsync(sources, waiting.Writer, ending.Token), CancellationToken.None);
        Task[] workers = [.. Enumerable.Range(0, parallel).Select(_ => Task.Run(() => WorkAsync(waiting.Reader, ending, abandon), CancellationToken.None))];
        await Task.WhenAll([walk, .. workers]).ConfigureAwait(false);
    }

    public void Dispose() => _large.Dispose();

    // 1
    private async Task WalkAsync(IAsyncEnumerable<Found> sources, ChannelWriter<ImportItem> waiting, CancellationToken stop)
    {
        try
        {
            await foreach (Found found in sources.WithCancellation(stop).ConfigureAwait(false))
            {
                if (found.Item is null) tally.Add(found.Path, 0, found.Result);
                else await waiting.WriteAsync(found.Item, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever asked for the stop reports it.
        }
        finally
        {
            waiting.Complete();
        }
    }

    private async Task WorkAsync(ChannelReader<ImportItem> waiting, CancellationTokenSource ending, CancellationToken abandon)
    {
        try
        {
            while (await waiting.WaitToReadAsync(ending.Token).ConfigureAwait(false))
            {
                while (!ending.IsCancellationRequested && waiting.TryRead(out ImportItem? item))
                {
                    ImportResult result = await ImportAsync(item, abandon).ConfigureAwait(false);
                    tally.Add(item.Path, item.Size, result.ForName(item.Path));
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // What was abandoned is in nobody's count.
        }
        catch (ArchiveUnavailableException e)
        {
            Fatal ??= e;
            await ending.CancelAsync().ConfigureAwait(false);
        }
        catch
        {
            // The walk would wait for ever for workers that are no more.
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ImportResult> ImportAsync(ImportItem item, CancellationToken abandon)
    {
        bool isLarge = item.Size is > LargeFile or < 0;
        if (isLarge) await _large.WaitAsync(abandon).ConfigureAwait(false);
        try
        {
            return await AskAndStoreAsync(item, abandon).ConfigureAwait(false);
        }
        catch (UnreadableException e)
        {
            return new ImportResult(ImportKind.Failed, ImportReason.Unreadable, e.Message);
        }
        finally
        {
            if (isLarge) _large.Release();
            item.Release();
        }
    }

    private async Task<ImportResult> AskAndStoreAsync(ImportItem item, CancellationToken abandon)
    {
        // 2
        Presence? known = null;
        if ((_asks || alwaysAsk) && item.CanReopen)
        {
            known = await AskAsync(item, abandon).ConfigureAwait(false);
            if (known == Presence.Same) return ImportResult.Present();
        }

        // 3
        ImportResult result = await target.StoreAsync(item, abandon).ConfigureAwait(false);
        _asks = result.Kind == ImportKind.Present;
        if (result.Kind != ImportKind.Present) return result;

        // 4
        known ??= item is StreamItem streamed
            ? await AskAfterAsync(streamed, result.Instance, abandon).ConfigureAwait(false)
            : await AskAsync(item, abandon).ConfigureAwait(false);
        return known == Presence.Other
            ? new ImportResult(ImportKind.Refused, ImportReason.OtherContent, "Another file with the same UIDs is in the archive, and stays there: Storage:Duplicates of the archive decides")
            : result;
    }

    private async ValueTask<Presence?> AskAfterAsync(StreamItem item, ResourceId? instance, CancellationToken cancellationToken) =>
        instance is { } id && item.HashBy(target.Hash) is { } hash ? await target.HasAsync(id, hash, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>What the archive has of an item; null if the item is no instance, which the archive is to say itself.</summary>
    private async ValueTask<Presence?> AskAsync(ImportItem item, CancellationToken cancellationToken)
    {
        InstanceIdentity identity;
        byte[] hash;
        try
        {
            await using Stream file = item.Open();
            (identity, hash) = ContentProbe.Read(file, target.Limits, target.Hash, cancellationToken);
        }
        catch (DicomFormatException)
        {
            return null;
        }

        return await target.HasAsync(identity.Instance, hash, cancellationToken).ConfigureAwait(false);
    }
}
