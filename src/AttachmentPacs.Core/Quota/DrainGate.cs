namespace AttachmentPacs.Core.Quota;

/// <summary>
/// Lets any number in at a time, until somebody closes it: then newcomers wait, those within leave, and he is alone. For those who come in
/// while it is open it costs a lock that is held for an instant.
/// </summary>
internal sealed class DrainGate : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private int _within;
    private TaskCompletionSource? _opened;
    private TaskCompletionSource? _drained;

    /// <summary>Comes in; <see cref="Leave"/> must follow.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task opened;
            lock (_lock)
            {
                if (_opened is null)
                {
                    _within++;
                    return;
                }

                opened = _opened.Task;
            }

            await opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_within == 0) _drained?.TrySetResult();
        }
    }

    /// <summary>Closes it, and returns when nobody is within; disposing what it returns opens it. One at a time.</summary>
    public async Task<Closed> CloseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var closed = new Closed(this);
        try
        {
            Task drained = Task.CompletedTask;
            lock (_lock)
            {
                _opened = New();
                if (_within > 0) drained = (_drained = New()).Task;
            }

            await drained.WaitAsync(cancellationToken).ConfigureAwait(false);
            return closed;
        }
        catch
        {
            closed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Open()
    {
        TaskCompletionSource opened;
        lock (_lock)
        {
            opened = _opened!;
            _opened = null;
            _drained = null;
        }

        opened.SetResult();
        _turn.Release();
    }

    /// <summary>The time in which the gate is closed.</summary>
    internal sealed class Closed(DrainGate gate) : IDisposable
    {
        /// <summary>Comes in while it is closed, to be within when it opens; <see cref="Leave"/> must follow.</summary>
        public void Enter()
        {
            lock (gate._lock) gate._within++;
        }

        public void Dispose() => gate.Open();
    }
}
