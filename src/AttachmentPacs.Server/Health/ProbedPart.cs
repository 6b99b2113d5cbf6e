namespace AttachmentPacs.Server.Health;

/// <summary>How one part of the server fares.</summary>
/// <param name="Name">Which.</param>
/// <param name="Problem">Null if it is well, else what is wrong.</param>
internal sealed record PartState(string Name, string? Problem);

/// <summary>
/// One part and the way to try it. A part that was well is tried again only after <paramref name="every"/>; one that does not answer is not
/// tried a second time beside the first, so that a disk that hangs holds one thread and no more.
/// </summary>
/// <param name="name">Of the part.</param>
/// <param name="every">For how long a good answer is good.</param>
/// <param name="attempt">Ends if the part is well, else throws; what it says is the problem.</param>
/// <param name="time">Of the time limit.</param>
internal sealed class ProbedPart(string name, TimeSpan every, Func<Task> attempt, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task? _running;
    private long _begun;
    private long _wellSince;
    private bool _isWell;

    /// <summary>Tries the part, for no longer than <paramref name="patience"/>.</summary>
    public async Task<PartState> CheckAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task? running = Begin();
        if (running is null) return new PartState(name, null);
        try
        {
            await running.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
            return new PartState(name, null);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            return new PartState(name, $"has not answered for {time.GetElapsedTime(_begun).TotalSeconds:0} s: look at its medium");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Handed to whoever asked: the report is the place where it is seen.
            return new PartState(name, e.Message);
        }
    }

    private Task? Begin()
    {
        lock (_gate)
        {
            if (_running is { IsCompleted: false }) return _running;
            if (_isWell && time.GetElapsedTime(_wellSince) < every) return null;
            _begun = time.GetTimestamp();
            return _running = Task.Run(TryAsync);
        }
    }

    private async Task TryAsync()
    {
        _isWell = false;
        await attempt().ConfigureAwait(false);
        _wellSince = time.GetTimestamp();
        _isWell = true;
    }
}
