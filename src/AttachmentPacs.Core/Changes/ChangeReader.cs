using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Changes;

/// <summary>
/// Brings the change log to one consumer: 1. it is made known; 2. the next changes are read; 3. they are handed over, again and again until that
/// succeeds; 4. only then the position moves on, durably; 5. at the end of the log it waits for the next commit.
/// </summary>
/// <remarks>A crash between 3 and 4 hands the same changes over once more, perhaps with others behind them: the sequence tells which are known.</remarks>
public sealed class ChangeReader
{
    // Failures in a row from which on people are told: a receiver that restarts is no news.
    private const int Worth = 3;

    // A position that passed only what the consumer does not want costs no write more often.
    private static readonly TimeSpan IdleWrites = TimeSpan.FromMinutes(1);

    private readonly IIndex _index;
    private readonly ChangeSubscription _subscription;
    private readonly ChangeHandler _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private volatile ConsumerStatus _status = new();
    private long _written;

    internal ChangeReader(IIndex index, ChangeSubscription subscription, ChangeHandler handler, TimeProvider time, ILogger log) =>
        (_index, _subscription, _handler, _time, _log) = (index, subscription, handler, time, log);

    /// <summary>Name of the consumer.</summary>
    public string Consumer => _subscription.Consumer;

    /// <summary>How it fares now.</summary>
    public ConsumerStatus Status => _status;

    /// <summary>Changes of the log that it is not done with yet, those among them that it does not want.</summary>
    public long Lag => _status is { Position: >= 0 and var position } ? Math.Max(0, _index.LastSequence - position) : 0;

    /// <summary>
    /// Runs until cancelled, and throws nothing then; a receiver that wants no more is left alone for the rest of it. A handler that does not heed
    /// its token is left behind.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using IDisposable shown = ChangeMetrics.Show(this);
        try
        {
            await FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DeliveryException) when (_status.IsStopped)
        {
            // Logged; its lag goes on growing where it is watched.
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
#pragma warning disable CA1031 // What a stop breaks off, however it fails then, comes again at the next start.
        catch (Exception) when (cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        // 1
        long position = await TryAsync(token => _index.OpenConsumerAsync(Consumer, _subscription.FromBeginning, token), default, cancellationToken).ConfigureAwait(false);
        _written = _time.GetTimestamp();
        while (true) position = await StepAsync(position, cancellationToken).ConfigureAwait(false);
    }

    private async Task<long> StepAsync(long position, CancellationToken cancellationToken)
    {
        // 5 of the step before
        _status = _status with { Position = position };
        await _index.WaitForChangeAsync(position, cancellationToken).ConfigureAwait(false);

        // 2
        ChangePage page = await TryAsync(
            token => _index.ConsumerChangesAsync(position, _subscription.MaxBatch, _subscription.Types, token).AsTask(), default, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ChangeRow> wanted = _subscription.Levels.Count == 0
            ? page.Changes
            : [.. page.Changes.Where(change => _subscription.Levels.Contains(change.Level))];

        // 3
        if (wanted.Count > 0) await DeliverAsync(wanted, cancellationToken).ConfigureAwait(false);

        // 4
        if (wanted.Count > 0 || _time.GetElapsedTime(_written) >= IdleWrites)
        {
            await TryAsync(token => _index.MoveConsumerAsync(Consumer, page.Last, token), default, cancellationToken).ConfigureAwait(false);
            _written = _time.GetTimestamp();
        }

        return page.Last;
    }

    private async Task DeliverAsync(IReadOnlyList<ChangeRow> changes, CancellationToken cancellationToken)
    {
        await TryAsync(
            async token =>
            {
                // A handler may do its work before it first waits: that must not hold up a stop, either.
                await Task.Run(() => _handler(changes, token), token).WaitAsync(token).ConfigureAwait(false);
                return true;
            },
            (changes[0].Sequence, changes[^1].Sequence), cancellationToken).ConfigureAwait(false);
        ChangeMetrics.RecordDelivered(Consumer, changes.Count);
        _status = _status with { LastSuccess = _time.GetUtcNow() };
    }

    /// <summary>Does it until it succeeds; throws on if the receiver wants no more.</summary>
    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> work, (long First, long Last) changes, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan delay;
            try
            {
                T result = await work(cancellationToken).ConfigureAwait(false);
                if (_status.Failures >= Worth) _log.ConsumerRecovered(Consumer, _status.Failures);
                if (_status.Failures > 0) _status = _status with { Failures = 0 };
                return result;
            }
#pragma warning disable CA1031 // Whatever fails, here or in a handler that others wrote: it is told, and tried again.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                delay = Fail(e, changes);
                if (_status.IsStopped) throw;
            }

            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan Fail(Exception e, (long First, long Last) changes)
    {
        var refusal = e as DeliveryException;
        int failures = _status.Failures + 1;
        _status = _status with { Failures = failures, LastFailure = _time.GetUtcNow(), LastProblem = e.Message, IsStopped = refusal?.IsFinal ?? false };
        ChangeMetrics.RecordFailure(Consumer);
        if (_status.IsStopped)
        {
            _log.ConsumerStopped(Consumer, e.Message);
            return TimeSpan.Zero;
        }

        // Nobody is to guess the jitter: it only spreads the load.
#pragma warning disable CA5394
        TimeSpan delay = RetryDelay.After(failures, _subscription, refusal?.RetryAfter ?? TimeSpan.Zero, Random.Shared.NextDouble());
#pragma warning restore CA5394
        LogLevel level = failures >= Worth ? LogLevel.Warning : LogLevel.Debug;
        if (changes == default) _log.ConsumerFailed(level, e, Consumer, delay);
        else _log.DeliveryFailed(level, refusal is null ? e : null, changes.First, changes.Last, Consumer, e.Message, failures, delay);
        return delay;
    }
}
