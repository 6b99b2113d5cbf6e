using System.Diagnostics;
using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Lets concurrent callers share flushes and hashing: whoever comes while a group is under way waits for the next one, which takes all that wait.
/// A lone caller never waits for company. Where others have drafts in hand, a group waits a moment for them; that is given up for a while
/// when it brings nobody: they may be slow senders.
/// </summary>
/// <remarks>
/// One thread of its own, made when it is first needed. Callers go on on it: they put their change of the index into its queue, all of a group at
/// once, and let go. Danger: what they do before that holds up everybody, so nothing there may wait.
/// </remarks>
/// <param name="durable">The write path.</param>
/// <param name="company">Who has a draft in hand.</param>
/// <param name="longestWait">For company.</param>
internal sealed class PublishQueue(DurableFile durable, Company company, TimeSpan longestWait) : IDisposable
{
    // Groups that begin at once after waits in vain, doubled by each.
    private const int MaxUnwaited = 64;

    private readonly object _gate = new();
    private List<Publication> _waiting = [];
    private bool _hasThread;
    private bool _isIdle;
    private bool _isClosed;
    private int _unwaited;
    private int _nextUnwaited = 1;

    /// <summary>Groups that waited for company.</summary>
    public int Waits { get; private set; }

    private bool HasCompany => _waiting.Count >= Math.Min(company.Callers, Md5Lanes.Count);

    /// <summary>Sees to it that publications can be added. To be called before one's names are given: there they would stand unproven for good.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    /// <exception cref="OutOfMemoryException">The system gives no more threads: the next call tries again.</exception>
    public void Open()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_hasThread) return;
            new Thread(Run) { IsBackground = true, Name = "blob publisher" }.UnsafeStart();
            _hasThread = true;
        }
    }

    /// <summary>Adds a publication whose names are given. Its outcome tells when it is durable; a queue that was closed meanwhile still takes it.</summary>
    public void Add(Publication publication)
    {
        lock (_gate)
        {
            StorageMetrics.EnterQueue();
            _waiting.Add(publication);
            if (_isIdle || HasCompany) Monitor.Pulse(_gate);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Take() is { } group)
        {
            // Beside the flush, for which this thread mostly waits. Nobody is told before both have ended: the hashes read the callers' memory.
            Task hashing = HashAsync(group);
            Attempt(group, () => durable.Publish(group));
            hashing.Wait();
            StorageMetrics.LeaveQueue(group.Count);
            foreach (Publication publication in group) publication.Tell();
        }
    }

    /// <summary>The next group, once there is one; null when the queue is closed and empty.</summary>
    private List<Publication>? Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_isClosed) return null;
                _isIdle = true;
                Monitor.Wait(_gate);
                _isIdle = false;
            }

            AwaitCompany();
            List<Publication> group = _waiting;
            _waiting = [];
            return group;
        }
    }

    private void AwaitCompany()
    {
        if (HasCompany) return;
        if (_unwaited > 0)
        {
            _unwaited--;
            return;
        }

        Waits++;
        int before = _waiting.Count;
        long start = Stopwatch.GetTimestamp();
        do
        {
            TimeSpan left = longestWait - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero || _isClosed) break;

            // In whole milliseconds: the rest would be waited for by spinning.
            Monitor.Wait(_gate, (int)Math.Ceiling(left.TotalMilliseconds));
        }
        while (!HasCompany);

        bool isInVain = _waiting.Count == before;
        _nextUnwaited = isInVain ? Math.Min(_nextUnwaited * 2, MaxUnwaited) : 1;
        if (isInVain) _unwaited = _nextUnwaited;
    }

    private static void Attempt(List<Publication> group, Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // Not swallowed: handed to every caller of the group.
        catch (Exception e)
#pragma warning restore CA1031
        {
            foreach (Publication publication in group) publication.Fail(e);
        }
    }

    private static Task HashAsync(List<Publication> group)
    {
        Md5Job[] jobs = [.. group.SelectMany(publication => publication.Drafts).Select(draft => draft.Md5).OfType<Md5Job>()];
        return jobs.Length == 0 ? Task.CompletedTask : Task.Run(() => Attempt(group, () => Md5Batch.Run(jobs)));
    }
}
