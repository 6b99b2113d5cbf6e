using System.Net;
using AttachmentPacs.Server.Hosting;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Bounds what checking of passwords may take from other work: half of the processors at a time, one check at a time for one address (so that
/// each sees the failures before it), and a few that wait, at most half of them of one address. Thread-safe.
/// </summary>
internal sealed class CheckQueue(int processors) : IDisposable
{
    /// <summary>Most requests that wait for a check or are in one.</summary>
    public const int MostWaiting = 128;

    /// <summary>Most of them of one address: a guesser leaves room for others.</summary>
    public const int MostOfOne = MostWaiting / 2;

    private const int Stripes = 32;

    private readonly SemaphoreSlim _slots = new(Math.Max(1, processors / 2));
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];
    private readonly int[] _waitingOf = new int[Stripes];
    private int _waiting;

    /// <summary>Waits for a turn and does the work in it; null if too many wait already, of this address or in all.</summary>
    /// <exception cref="OperationCanceledException">The client went away while waiting.</exception>
    public async Task<T?> RunAsync<T>(IPAddress network, Func<T> work, CancellationToken cancel)
        where T : struct
    {
        int place = StripeOf(network);
        try
        {
            // Both are counted, and both taken back below.
            if (Interlocked.Increment(ref _waitingOf[place]) > MostOfOne | Interlocked.Increment(ref _waiting) > MostWaiting) return null;
            SemaphoreSlim stripe = _stripes[place];
            await stripe.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                await _slots.WaitAsync(cancel).ConfigureAwait(false);
                try
                {
                    // It computes for long: not on a thread that waits for sockets.
                    await SocketThreads.LeaveAsync().ConfigureAwait(false);
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
            Interlocked.Decrement(ref _waitingOf[place]);
        }
    }

    /// <summary>The place of an address: few others share it.</summary>
    public static int StripeOf(IPAddress network) => (int)((uint)network.GetHashCode() % Stripes);

    public void Dispose()
    {
        _slots.Dispose();
        foreach (SemaphoreSlim stripe in _stripes) stripe.Dispose();
    }
}
