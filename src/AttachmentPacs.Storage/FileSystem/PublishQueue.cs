using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Lets concurrent callers share flushes: whoever comes while a group is under way waits for the next one, which takes all that wait.
/// Under load the groups grow by themselves; a lone caller never waits for company.
/// </summary>
internal sealed class PublishQueue(DurableFile durable)
{
    private readonly Lock _gate = new();
    private List<Publication> _waiting = [];
    private bool _busy;

    /// <summary>Ends when the publication is durable, or fails as it failed.</summary>
    public Task PublishAsync(Publication publication)
    {
        StorageMetrics.EnterQueue();
        lock (_gate)
        {
            _waiting.Add(publication);
            if (_busy) return publication.Outcome;
            _busy = true;
        }

        // The outcome of the work reaches each caller through its publication; WorkAsync itself cannot fail.
        _ = Task.Run(WorkAsync);
        return publication.Outcome;
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            List<Publication> group;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _busy = false;
                    return;
                }

                group = _waiting;
                _waiting = [];
            }

            // Beside the flush, for which this thread mostly waits. Nobody is told before both have ended: the hashes read the callers' memory.
            Task hashing = HashAsync(group);
            Attempt(group, () => durable.Publish(group));
            await hashing.ConfigureAwait(false);
            StorageMetrics.LeaveQueue(group.Count);

            foreach (Publication publication in group) publication.Tell();
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
