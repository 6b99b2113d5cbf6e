using AttachmentPacs.Server.Health;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// The watchdog's rounds: each asks the index, and says that all is well when it has answered.
/// </summary>
internal sealed class ServiceWatchdog(ServiceSocket? socket, TimeSpan? every, TimeProvider time, ILogger log)
{
    private bool _isWell = true;

    /// <summary>Goes on until the stop. Returns at once where no manager watches.</summary>
    public async Task RunAsync(IndexCheck check, string status, CancellationToken stop)
    {
        if (socket is null || every is not { } interval) return;
        log.Watched(interval);
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            try
            {
                Judge((await check(interval, stop).ConfigureAwait(false)).Problem, status);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
        while (await timer.NextAsync(stop).ConfigureAwait(false));
    }

    private void Judge(string? problem, string status)
    {
        if (problem is not null)
        {
            if (_isWell) log.IndexSilent(problem);
            _isWell = false;
            socket!.Send($"STATUS=The index does not answer: {problem.ReplaceLineEndings(" ")}");
            return;
        }

        if (!_isWell) log.IndexAnswersAgain();
        socket!.Send(_isWell ? ["WATCHDOG=1"] : ["WATCHDOG=1", $"STATUS={status}"]);
        _isWell = true;
    }
}

/// <summary>Asks the index, for no longer than <paramref name="patience"/>. One that hangs is not asked a second time beside the first.</summary>
internal delegate Task<PartState> IndexCheck(TimeSpan patience, CancellationToken cancellationToken);

/// <summary>Rounds until a stop.</summary>
internal static class PeriodicTimerExtensions
{
    /// <summary>Waits for the next round; false at the stop.</summary>
    public static async ValueTask<bool> NextAsync(this PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
