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

        // The outcome of the work reaches each caller through its publication; Work itself cannot fail.
        _ = Task.Run(Work);
        return publication.Outcome;
    }

    private void Work()
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

            try
            {
                durable.Publish(group);
            }
#pragma warning disable CA1031 // Not swallowed: handed to every caller of the group.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (Publication publication in group) publication.Fail(e);
            }

            StorageMetrics.LeaveQueue(group.Count);

            foreach (Publication publication in group) publication.Tell();
        }
    }
}
