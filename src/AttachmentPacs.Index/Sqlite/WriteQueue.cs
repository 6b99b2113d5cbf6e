using System.Diagnostics;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>A change that waits for its turn.</summary>
internal abstract class WriteOperation
{
    /// <summary>Does it inside the open transaction. May be called a second time after a rollback.</summary>
    public abstract void Execute(WriteSession session);

    /// <summary>It is durable.</summary>
    public abstract void Succeed();

    /// <summary>It was not done.</summary>
    public abstract void Fail(Exception failure);
}

/// <summary>
/// One thread takes all changes in the order they came. Whatever waits shares one transaction and one flush (group commit); each caller hears of
/// its own outcome after the commit.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MaximumBatch = 500;

    // Guarded by itself, as is _isClosed: a caller that finds the writer asleep wakes it and no other thread.
    private readonly Queue<WriteOperation> _waiting = new(MaximumBatch);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteSession _session;
    private long _transactions;

    // The transaction before had several callers: those who are about to come back are let run for a moment before the flush. A lone caller never waits for anybody.
    private bool _wereSeveral;
    private bool _isClosed;
    private Exception? _fatal;

    public WriteQueue(WriteSession session)
    {
        _session = session;
        new Thread(Run) { IsBackground = true, Name = "index writer" }.Start();
    }

    /// <summary>Transactions committed.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    public Task<T> RunAsync<T>(Func<WriteSession, T> change, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        Operation<T> operation = new(change);
        lock (_waiting)
        {
            if (_isClosed) return Task.FromException<T>(_fatal ?? Closed());
            IndexMetrics.EnterQueue();
            _waiting.Enqueue(operation);
            if (_waiting.Count == 1) Monitor.Pulse(_waiting);
        }

        return operation.Outcome.WaitAsync(cancellationToken);
    }

    /// <summary>Ends when all that waits has been done.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(null);
        await _ended.Task.ConfigureAwait(false);
    }

    private static ObjectDisposedException Closed() => new("index", "The index is closed: the server is stopping. Nothing was changed.");

    private void Run()
    {
        List<WriteOperation> batch = new(MaximumBatch);
        try
        {
            while (Take(batch))
            {
                RunBatch(batch, mayGrow: true);
                batch.Clear();
            }
        }
#pragma warning disable CA1031 // The thread's last resort: whoever waits must hear of it.
        catch (Exception fatal)
#pragma warning restore CA1031
        {
            IndexUnavailableException ended = new("The index's writer has ended by an error. Restart the server.", fatal);
            Close(ended);
            do
            {
                foreach (WriteOperation operation in batch) operation.Fail(ended);
                batch.Clear();
            }
            while (Take(batch));
        }
        finally
        {
            _session.Dispose();
            _ended.SetResult();
        }
    }

    /// <summary>Waits until there is something to do and takes it, without waiting for more; false when it is closed and all is done.</summary>
    private bool Take(List<WriteOperation> batch)
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_isClosed) Monitor.Wait(_waiting);
            while (batch.Count < MaximumBatch && _waiting.TryDequeue(out WriteOperation? operation)) batch.Add(operation);
        }

        IndexMetrics.LeaveQueue(batch.Count);
        return batch.Count > 0;
    }

    /// <summary>What has come while the others were done still shares their flush: it need not wait for it first.</summary>
    private bool TakeMore(List<WriteOperation> batch)
    {
        int before = batch.Count;
        lock (_waiting)
        {
            while (batch.Count < MaximumBatch && _waiting.TryDequeue(out WriteOperation? operation)) batch.Add(operation);
        }

        IndexMetrics.LeaveQueue(batch.Count - before);
        return batch.Count > before;
    }

    private void Close(Exception? fatal)
    {
        lock (_waiting)
        {
            _fatal ??= fatal;
            _isClosed = true;
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>
    /// One transaction for all. If one of them fails, nothing of the transaction stays, and each is done once more in a transaction of its own:
    /// the failing one fails alone, and no other pays for savepoints.
    /// </summary>
    private void RunBatch(List<WriteOperation> batch, bool mayGrow)
    {
        long start = Stopwatch.GetTimestamp();
        Exception? failure = TryCommit(batch, mayGrow);
        IndexMetrics.RecordTransaction(start, batch.Count, failure is null);
        if (failure is not null && batch.Count > 1 && !Errors.ConcernsAll(failure))
        {
            foreach (WriteOperation operation in batch) RunBatch([operation], mayGrow: false);
            return;
        }

        if (failure is null) Interlocked.Increment(ref _transactions);
        foreach (WriteOperation operation in batch)
        {
            if (failure is null) operation.Succeed();
            else operation.Fail(failure);
        }
    }

#pragma warning disable CA1031 // Every failure goes to the callers that wait for this batch.
    private Exception? TryCommit(List<WriteOperation> batch, bool mayGrow)
    {
        try
        {
            _session.Begin();
            int done = 0;
            do
            {
                while (done < batch.Count) batch[done++].Execute(_session);
            }
            while (mayGrow && (TakeMore(batch) || (_wereSeveral && Thread.Yield() && TakeMore(batch))));

            _wereSeveral = batch.Count > 1;
            _session.Commit();
            return null;
        }
        catch (Exception failure)
        {
            bool wasCommitting = _session.IsCommitting;
            Exception known = RollBack(failure);

            // No room: then the record that makes it a commit, the last one, is what is missing.
            return wasCommitting && known is IndexUnavailableException and not IndexFullException ? OverwriteLog(known) : known;
        }
    }

    /// <summary>Before anybody hears that it was not done: it must not be done by a crash.</summary>
    private Exception OverwriteLog(Exception cause)
    {
        try
        {
            _session.OverwriteLog();
            return cause;
        }
        catch (Exception failure)
        {
            RollBack(failure);
            return new IndexUnavailableException(
                $"{cause.Message} What had been written of this change could not be written over ({failure.Message}): if the server crashes before another " +
                "change succeeds, look whether this one was done.", cause);
        }
    }

    private Exception RollBack(Exception cause)
    {
        try
        {
            _session.Rollback();
            return cause;
        }
        catch (Exception failure) when (_session.CanReopen)
        {
            _session.Abandon();
            return new IndexUnavailableException(
                $"A change of the index failed ({cause.Message}) and could not be rolled back ({failure.Message}). Its connection was closed, which " +
                "undoes it; the next change opens another. Check the database's volume and the system's log; what was refused can be sent again.", cause);
        }
    }
#pragma warning restore CA1031

    private sealed class Operation<T>(Func<WriteSession, T> change) : WriteOperation
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Outcome => _completion.Task;

        public override void Execute(WriteSession session) => _result = change(session);

        public override void Succeed() => _completion.TrySetResult(_result!);

        public override void Fail(Exception failure) => _completion.TrySetException(failure);
    }
}
