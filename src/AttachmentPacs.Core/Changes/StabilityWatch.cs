using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Changes;

/// <summary>
/// Has resources become stable, Stable:Age after their last instances (contract 1.5, 1.9). What is to come stands in the index, so a stop or a kill
/// loses nothing: what has become due meanwhile is logged at the next start. Waits for the next date; what is stored meanwhile has a later one.
/// </summary>
public sealed class StabilityWatch(IIndex index, TimeProvider time, TimeSpan age, ILogger<StabilityWatch> log)
{
    // Few enough for stores that wait for the same transaction.
    private const int Batch = 500;

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // What becomes due shortly after one another is logged together.
    private readonly TimeSpan _gather = TimeSpan.FromTicks(Math.Clamp(age.Ticks / 10, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond));

    /// <summary>Goes on until it is cancelled. A failure is logged (1070), and tried again.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true) await Task.Delay(await TryAsync(cancellationToken).ConfigureAwait(false), time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The stop has come: the next start goes on.
        }
    }

    /// <summary>Logs what is due; returns after what time something may be due again, more than 0.</summary>
    public async Task<TimeSpan> SettleAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset? since = await index.UnstableSinceAsync(cancellationToken).ConfigureAwait(false);
            bool isDue = since is { } date && (date <= now - age || date > now);
            if (!isDue) return Within(_gather, (since ?? now) + age - now, LongestWait);
            await index.SettleAsync(now - age, Batch, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SettleAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, the archive goes on serving, and the log says what to look at.
            TimeSpan pause = Within(_gather, age, LongestPause);
            log.StabilityFailed(e, pause);
            return pause;
        }
    }

    private static TimeSpan Within(TimeSpan least, TimeSpan wanted, TimeSpan most) => wanted < least ? least : wanted > most ? most : wanted;
}
