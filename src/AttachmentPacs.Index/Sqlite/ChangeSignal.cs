namespace AttachmentPacs.Index.Sqlite;

/// <summary>Wakes those who wait for a change. A commit that nobody waits for pays for one exchange and one look.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _next;
    private long _last;
    private volatile bool _closed;

    /// <summary>Sequence of the newest change committed.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>A transaction was committed, after which this is the newest sequence. Called by one thread at a time.</summary>
    public void Set(long last)
    {
        if (last == _last) return;
        Interlocked.Exchange(ref _last, last);
        Wake();
    }

    /// <summary>Sends everybody away.</summary>
    public void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
        Wake();
    }

    public async Task<long> WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Last is var last && last > after) return last;
            TaskCompletionSource mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource next = Interlocked.CompareExchange(ref _next, mine, null) ?? mine;

            // Order: what was committed, or closed, before the exchange woke nobody, and is seen here.
            if (_closed) throw new ObjectDisposedException("index", "The index is closed: the server is stopping.");
            if (Last > after) continue;
            await next.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        if (Volatile.Read(ref _next) is not null) Interlocked.Exchange(ref _next, null)?.TrySetResult();
    }
}
