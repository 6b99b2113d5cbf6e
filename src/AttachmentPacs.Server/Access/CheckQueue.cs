using System.Net;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Bounds what checking of passwords may take from other work: half of the processors at a time, one check at a time for one address (so that
/// each sees the failures before it), and a few that wait. Thread-safe.
/// </summary>
internal sealed class CheckQueue(int processors) : IDisposable
{
    /// <summary>Most requests that wait for a check or are in one.</summary>
    public const int MostWaiting = 64;

    private const int Stripes = 32;

    private readonly SemaphoreSlim _slots = new(Math.Max(1, processors / 2));
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];
    private int _waiting;

    /// <summary>Waits for a turn and does the work in it; null if too many wait already.</summary>
    /// <exception cref="OperationCanceledException">The client went away while waiting.</exception>
    public async Task<T?> RunAsync<T>(IPAddress network, Func<T> work, CancellationToken cancel)
        where T : struct
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            SemaphoreSlim stripe = _stripes[(uint)network.GetHashCode() % Stripes];
            await stripe.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                await _slots.WaitAsync(cancel).ConfigureAwait(false);
                try
                {
                    return work();
                }
                finally
                {
                    _slots.Release();
                }
            }
            finally
            {
                stripe.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        foreach (SemaphoreSlim stripe in _stripes) stripe.Dispose();
    }
}
