using System.Collections.Concurrent;
using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>Requests of this side that wait for their responses, at most as many as the operations window allows. Thread-safe.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for has nothing to dispose of.
internal sealed class Invocations(int window)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(window);
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<DimseResponse?>> _waiting = [];
    private int _lastId;
    private volatile bool _isOver;

    /// <summary>No response comes any more.</summary>
    public bool IsOver => _isOver;

    /// <summary>Waits until one more may be outstanding; <see cref="Leave"/> gives the place back.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    /// <summary>A message id that no other has, and what will be its response: null if none comes any more.</summary>
    public (ushort Id, Task<DimseResponse?> Response) Add()
    {
        var response = new TaskCompletionSource<DimseResponse?>(TaskCreationOptions.RunContinuationsAsynchronously);
        ushort id;
        do
        {
            id = (ushort)Interlocked.Increment(ref _lastId);
        }
        while (id == 0 || !_waiting.TryAdd(id, response));
        if (_isOver) response.TrySetResult(null);
        return (id, response.Task);
    }

    /// <summary>Whether somebody waited for it.</summary>
    public bool Complete(DimseResponse response) =>
        _waiting.TryGetValue(response.Command.MessageIdBeingRespondedTo, out TaskCompletionSource<DimseResponse?>? waiting) && waiting.TrySetResult(response);

    public void Leave(ushort id)
    {
        _waiting.TryRemove(id, out _);
        _turn.Release();
    }

    /// <summary>Says so to all who wait, and to those who come.</summary>
    public void End()
    {
        _isOver = true;
        foreach (TaskCompletionSource<DimseResponse?> response in _waiting.Values) response.TrySetResult(null);
    }
}
