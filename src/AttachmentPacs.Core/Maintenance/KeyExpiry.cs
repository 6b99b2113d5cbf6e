using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Maintenance;

/// <summary>Forgets the keys under which clients may repeat a write, a day after it was done: by then nobody waits for its answer any more.</summary>
public sealed class KeyExpiry(IIndex index, TimeProvider time, ILogger<KeyExpiry> log)
{
    /// <summary>How long a key is kept.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(24);

    // One transaction each: other writes wait no longer than for so many rows.
    private const int Batch = 1000;

    /// <summary>Forgets all that are old enough; returns how many.</summary>
    public async Task<int> ForgetAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset before = time.GetUtcNow() - Age;
        int total = 0;
        int count;
        do
        {
            count = await index.ForgetKeysAsync(before, Batch, cancellationToken).ConfigureAwait(false);
            total += count;
        }
        while (count == Batch);
        if (total > 0) log.KeysForgotten(total);
        return total;
    }
}
