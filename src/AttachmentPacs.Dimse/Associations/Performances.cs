using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>Requests of the peer that the handler performs, at most as many at a time as the operations window allows.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for has nothing to dispose of.
internal sealed class Performances(Association association, IAssociationHandler handler, IdleTimer idle, int window, CancellationToken stopping)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(window);
    private readonly ConcurrentDictionary<Task, bool> _tasks = [];
    private readonly ConcurrentDictionary<ushort, bool> _ids = [];
    private int _outstanding;
    private int _atWork;

    /// <summary>The handler works: the peer may wait in silence.</summary>
    public bool AreAtWork => Volatile.Read(ref _atWork) > 0;

    /// <summary>No request is without its response.</summary>
    public bool IsEmpty => Volatile.Read(ref _outstanding) == 0;

    /// <summary>The end of all that are under way. Never fails.</summary>
    public Task WhenAllEnd() => Task.WhenAll(_tasks.Keys);

    /// <summary>Begins one, and returns where the next message can begin: at the end of its data set.</summary>
    /// <exception cref="AssociationException">The data set breaks off.</exception>
    public async Task TakeAsync(DimseMessage message)
    {
        // A C-CANCEL is about a request that has the turn (PS3.7 9.3.2.3).
        bool needsTurn = message.Command.Field != CommandField.CCancelRequest;
        if (needsTurn) await _turn.WaitAsync(stopping).ConfigureAwait(false);
        Interlocked.Increment(ref _outstanding);

        // From here on, not from the handler's first line: the loop reads on, and the peer's silence counts, before a thread is found for it.
        Interlocked.Increment(ref _atWork);
        Task task = PerformAsync(message, needsTurn);
        _tasks.TryAdd(task, true);
        _ = task.ContinueWith(done => _tasks.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (message.DataSet is not DataSetStream data)
        {
            if (!needsTurn) await task.WaitAsync(stopping).ConfigureAwait(false);
            return;
        }

        await Task.WhenAny(data.Ended, task).WaitAsync(stopping).ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        if (data.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    private async Task PerformAsync(DimseMessage message, bool hasTurn)
    {
        // Whatever the handler does before its first wait must not keep the loop from reading.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var data = message.DataSet as DataSetStream;
        try
        {
            if (await AnswerAsync(message, data).ConfigureAwait(false) is { } response)
            {
                OutgoingDataSet? outgoing = response.DataSet is { } bytes ? OutgoingDataSet.Of(bytes) : null;
                await association.SendAsync(message.Context, response.Command, outgoing, stopping).ConfigureAwait(false);
                response.Sent?.Invoke();
            }
        }
        catch (AssociationException) when (association.IsReleasing)
        {
            // The request and the release of this side crossed: it has no answer any more.
        }
        catch (Exception e) when (data?.Failure is not null || (stopping.IsCancellationRequested && e is OperationCanceledException or IOException))
        {
            // The association has ended, or is about to: there is nobody to answer. The loop says how.
        }
#pragma warning disable CA1031 // Whatever the handler did not foresee ends this association, and no other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            association.Fail(e);
        }
        finally
        {
            if (hasTurn) _turn.Release();
            Interlocked.Decrement(ref _outstanding);
            association.EndDrained();
        }
    }

    private async Task<DimseResponse?> AnswerAsync(DimseMessage message, DataSetStream? data)
    {
        Command command = message.Command;
        bool isCancel = command.Field == CommandField.CCancelRequest;
        bool isNew = isCancel || _ids.TryAdd(command.MessageId, true);
        try
        {
            // PS3.7 C.5.7: an id that is allocated to another operation.
            DimseResponse? response = isNew
                ? await handler.HandleAsync(association, message, stopping).ConfigureAwait(false)
                : new DimseResponse(command.Respond(DimseStatus.DuplicateInvocation, "A request with this message id is outstanding"));
            if (data is not null) await data.DrainAsync(stopping).ConfigureAwait(false);
            return response;
        }
        finally
        {
            // In this order: between them nobody is at work any more, and the peer's time to speak must have begun.
            idle.Touch();
            Interlocked.Decrement(ref _atWork);
            if (isNew && !isCancel) _ids.TryRemove(command.MessageId, out _);
        }
    }
}
