using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Lets concurrent callers share flushes and hashing: whoever comes while a group is under way waits for the next one, which takes all that wait.
/// A lone caller never waits for company. Where others have drafts in hand, a group waits a moment for them; that is given up for a while
/// when it brings nobody: they may be slow senders.
/// </summary>
internal sealed class PublishQueue : IDisposable
{
    // About as long as the way of one instance through the store and the index.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(4);

    // Groups that begin at once after waits in vain, doubled by each.
    private const int MaxUnwaited = 64;

    private readonly DurableFile _durable;
    private readonly Company _company;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private List<Publication> _waiting = [];
    private bool _busy;

    // While somebody waits for company: how many there were when the wait began.
    private int _awaited;
    private int _unwaited;
    private int _nextUnwaited = 1;

    public PublishQueue(DurableFile durable, Company company, TimeProvider time)
    {
        _durable = durable;
        _company = company;
        _timer = time.CreateTimer(_ => EndWait(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when the publication is durable, or fails as it failed.</summary>
    public Task PublishAsync(Publication publication)
    {
        StorageMetrics.EnterQueue();
        lock (_gate)
        {
            _waiting.Add(publication);
            if (_busy || !MayBegin()) return publication.Outcome;
            _busy = true;
        }

        Begin();
        return publication.Outcome;
    }

    public void Dispose() => _timer.Dispose();

    // The outcome of the work reaches each caller through its publication; WorkAsync itself cannot fail.
    private void Begin() => _ = Task.Run(WorkAsync);

    /// <summary>Whether the next group begins now; otherwise a wait begins, or goes on. Under the gate, with somebody waiting.</summary>
    private bool MayBegin()
    {
        if (_waiting.Count >= Math.Min(_company.Callers, Md5Lanes.Count))
        {
            if (_awaited > 0) _nextUnwaited = 1;
            _awaited = 0;
            return true;
        }

        if (_awaited > 0) return false;
        if (_unwaited > 0)
        {
            _unwaited--;
            return true;
        }

        _awaited = _waiting.Count;
        _timer.Change(LongestWait, Timeout.InfiniteTimeSpan);
        return false;
    }

    private void EndWait()
    {
        lock (_gate)
        {
            // The group began without waiting for its end.
            if (_awaited == 0 || _busy) return;
            bool inVain = _waiting.Count == _awaited;
            _awaited = 0;
            _nextUnwaited = inVain ? Math.Min(_nextUnwaited * 2, MaxUnwaited) : 1;
            if (inVain) _unwaited = _nextUnwaited;
            _busy = true;
        }

        Begin();
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            List<Publication> group;
            lock (_gate)
            {
                group = _waiting;
                _waiting = [];
            }

            // Beside the flush, for which this thread mostly waits. Nobody is told before both have ended: the hashes read the callers' memory.
            Task hashing = HashAsync(group);
            Attempt(group, () => _durable.Publish(group));
            await hashing.ConfigureAwait(false);
            StorageMetrics.LeaveQueue(group.Count);

            foreach (Publication publication in group) publication.Tell();
            lock (_gate)
            {
                if (_waiting.Count > 0 && MayBegin()) continue;
                _busy = false;
                return;
            }
        }
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
