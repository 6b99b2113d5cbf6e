using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Changes;

/// <summary>
/// The change log for those inside who must hear of every change: at least once, in order, across restarts and crashes. Each consumer has a
/// position of its own in the index and goes at its own pace; none holds up another, nor the archive.
/// </summary>
public sealed class ChangeFeed(IIndex index, TimeProvider time, ILogger<ChangeFeed> log)
{
    /// <summary>A reader for this subscription. Nothing happens until it runs; run one reader of a consumer at a time.</summary>
    public ChangeReader Subscribe(ChangeSubscription subscription, ChangeHandler handler)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(subscription.MaxBatch);
        return new ChangeReader(index, subscription, handler, time, log);
    }

    /// <summary>Forgets the position of a consumer that will not come again; what a cleared log kept for it goes. False: there is none.</summary>
    public Task<bool> ForgetAsync(string consumer, CancellationToken cancellationToken) => index.ForgetConsumerAsync(consumer, cancellationToken);

    /// <summary>All consumers that are known, running or not, and their positions.</summary>
    public ValueTask<IReadOnlyDictionary<string, long>> ConsumersAsync(CancellationToken cancellationToken) => index.ConsumersAsync(cancellationToken);
}
