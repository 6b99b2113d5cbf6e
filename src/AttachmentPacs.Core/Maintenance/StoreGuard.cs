using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Maintenance;

/// <summary>
/// Start and stop of a store: an index property says whether the last stop was a clean one. After an unclean one, drafts are removed before
/// the first request and orphaned files looked for behind the first requests.
/// </summary>
public sealed class StoreGuard(IBlobStore store, IIndex index, BlobCollector collector, TimeProvider time, ILogger<StoreGuard> log)
{
    private const string Property = "CleanStop";

    /// <summary>Before the first request: returns whether the last stop was a clean one (or there was none yet).</summary>
    public async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        bool wasClean = await index.PropertyAsync(Property, cancellationToken).ConfigureAwait(false) is null or "1";
        int drafts = store.RemoveAbandonedDrafts();
        await index.SetPropertyAsync(Property, "0", cancellationToken).ConfigureAwait(false);
        if (!wasClean) log.UncleanStop(drafts);
        return wasClean;
    }

    /// <summary>After an unclean stop, beside the first requests.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => collector.SweepAsync(time.GetUtcNow(), cancellationToken);

    /// <summary>After the last request.</summary>
    public Task StopAsync() => index.SetPropertyAsync(Property, "1", CancellationToken.None);
}
