namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>
/// Threads of one plugin: its code may block them, and takes nobody else's. As many as are needed, up to <see cref="Most"/>; what comes beyond waits.
/// One without work for a while ends.
/// </summary>
internal sealed class PluginThreads(string plugin) : TaskScheduler
{
    /// <summary>Most threads.</summary>
    public const int Most = 16;

    private const int IdleMilliseconds = 30_000;

    private readonly object _gate = new();
    private readonly Queue<Task> _waiting = new();
    private int _threads;
    private int _idle;

    public override int MaximumConcurrencyLevel => Most;

    /// <summary>Begins on one of the threads; what comes after an await goes on there as well, unless the plugin says otherwise.</summary>
    public Task<T> Run<T>(Func<Task<T>> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _waiting.Enqueue(task);
            if (_waiting.Count <= _idle) Monitor.Pulse(_gate);
            else if (_threads < Most)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = $"plugin {plugin}" }.Start();
            }
        }
    }

    // Never on a thread of others: it may block.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate) return [.. _waiting];
    }

    private void Work()
    {
        while (Next() is { } task) TryExecuteTask(task);
    }

    private Task? Next()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                bool isCalled = Monitor.Wait(_gate, IdleMilliseconds);
                _idle--;
                if (isCalled || _waiting.Count > 0) continue;
                _threads--;
                return null;
            }

            return _waiting.Dequeue();
        }
    }
}
