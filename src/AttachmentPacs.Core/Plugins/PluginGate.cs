namespace AttachmentPacs.Core.Plugins;

/// <summary>Lets a number of calls in at a time until it is closed, and tells when the last one is out.</summary>
#pragma warning disable CA1001 // Never disposed: code that was left behind may still come; nothing of the system is held.
internal sealed class PluginGate(int most)
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places = new(most);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private volatile bool _isClosed;

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellationToken);
            await _places.WaitAsync(both.Token).ConfigureAwait(false);
            try
            {
                return await call(both.Token).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (_isClosed && !cancellationToken.IsCancellationRequested)
        {
            throw Closed();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends when nobody is inside any more.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            if (_inside == 0) _empty.TrySetResult();
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _empty.Task.ConfigureAwait(false);
    }

    private void Enter()
    {
        lock (_lock)
        {
            if (_isClosed) throw Closed();
            _inside++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_inside == 0 && _isClosed) _empty.TrySetResult();
        }
    }

    private static ObjectDisposedException Closed() => new("archive", "The plugin has been stopped: it cannot use the archive any more.");
}
