using AttachmentPacs.Core.Telemetry;

namespace AttachmentPacs.Core.Ingest;

/// <summary>All that is on its way in wants more memory than it may have: the sender is to come again.</summary>
public sealed class IngestBudgetException(long limit)
    : IOException($"What is being received takes more than the {limit} bytes of Limits:IngestBytes: send it again in a moment, or fewer at a time");

/// <summary>
/// What all instances on their way in hold of memory together, beyond their fixed buffers. Counted as it grows, not as headers claim.
/// </summary>
internal sealed class IngestBudget(long limit)
{
    private long _used;

    /// <summary>Starts to count one instance.</summary>
    public Share Open() => new(this);

    /// <summary>One instance's part; disposing gives it back.</summary>
    internal sealed class Share(IngestBudget budget) : IDisposable
    {
        private long _held;

        /// <summary>Says how much the instance holds now.</summary>
        /// <exception cref="IngestBudgetException">All together hold too much, and this one has just grown.</exception>
        public void Set(long bytes)
        {
            long grown = bytes - _held;
            if (grown == 0) return;
            _held = bytes;
            CoreMetrics.UseBudget(grown);
            if (Interlocked.Add(ref budget._used, grown) > budget.Limit && grown > 0) throw new IngestBudgetException(budget.Limit);
        }

        public void Dispose()
        {
            Interlocked.Add(ref budget._used, -_held);
            CoreMetrics.UseBudget(-_held);
            _held = 0;
        }
    }

    private long Limit { get; } = limit;
}
