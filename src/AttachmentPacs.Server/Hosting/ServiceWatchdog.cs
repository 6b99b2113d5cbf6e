namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// The watchdog's rounds: each asks the index, and says that all is well when it has answered. A check that hangs is waited for, and no second
/// one is begun beside it.
/// </summary>
internal sealed class ServiceWatchdog(ServiceSocket? socket, TimeSpan? every, TimeProvider time, ILogger log)
{
    private bool _isWell = true;

    /// <summary>Goes on until the stop. Returns at once where no manager watches.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> check, string status, CancellationToken stop)
    {
        if (socket is null || every is not { } interval) return;
        log.Watched(interval);
        using var timer = new PeriodicTimer(interval, time);
        Task<Exception?> answer = Task.FromResult<Exception?>(null);
        do
        {
            if (answer.IsCompleted) answer = AskAsync(check, stop);
            bool hasAnswered = await IsWithinAsync(answer, interval, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested) return;
            if (hasAnswered) Judge(await answer.ConfigureAwait(false), status);
            else Fault(new TimeoutException($"no answer within {interval}"));
        }
        while (await timer.NextAsync(stop).ConfigureAwait(false));
    }

    private void Judge(Exception? failure, string status)
    {
        if (failure is not null)
        {
            Fault(failure);
            return;
        }

        if (!_isWell) log.IndexAnswersAgain();
        socket!.Send(_isWell ? ["WATCHDOG=1"] : ["WATCHDOG=1", $"STATUS={status}"]);
        _isWell = true;
    }

    private void Fault(Exception problem)
    {
        if (_isWell) log.IndexSilent(problem.Message);
        _isWell = false;
        socket!.Send($"STATUS=The index does not answer: {problem.Message.ReplaceLineEndings(" ")}");
    }

    // On a thread of its own: the index may block it.
    private static async Task<Exception?> AskAsync(Func<CancellationToken, Task> check, CancellationToken stop)
    {
        try
        {
            await Task.Run(() => check(stop), stop).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, it is no answer: the caller tells.
            return e;
        }
    }

    private async Task<bool> IsWithinAsync(Task answer, TimeSpan limit, CancellationToken stop)
    {
        using CancellationTokenSource timer = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        await answer.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer.IsCompleted;
    }
}

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
