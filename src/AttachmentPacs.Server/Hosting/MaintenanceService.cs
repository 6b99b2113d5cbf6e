using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Around the life of the server: before the first request the store is made ready; beside the requests orphans of an unclean stop are swept
/// and unreferenced blobs collected; after the last request the stop is noted as a clean one.
/// </summary>
internal sealed class MaintenanceService(Archive archive, ServerOptions options, TimeProvider time, ILogger<MaintenanceService> log) : BackgroundService
{
    // An index restored from a copy that is younger than the last mark is not noticed as older.
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await archive.Guard.StartAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await archive.Guard.StopAsync().ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await TryAsync("The search for orphaned files", archive.Guard.SweepAsync, stoppingToken).ConfigureAwait(false);
        TimeSpan every = options.Storage.CollectEvery;
        using var timer = new PeriodicTimer(every < MarkEvery ? every : MarkEvery, time);
        long lastRound = time.GetTimestamp();
        while (await timer.NextAsync(stoppingToken).ConfigureAwait(false))
        {
            await TryAsync("The mark of the store", archive.Guard.NoteAsync, stoppingToken).ConfigureAwait(false);
            if (every > MarkEvery && time.GetElapsedTime(lastRound) < every) continue;
            lastRound = time.GetTimestamp();
            await TryAsync("The search for orphaned files", archive.Guard.SweepAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync("The collection of unreferenced blobs", archive.Collector.CollectAsync, stoppingToken).ConfigureAwait(false);
            await TryAsync("The forgetting of idempotency keys", archive.Keys.ForgetAsync, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(string what, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The stop has come: the next start goes on.
        }
        catch (Exception e)
        {
            // Whatever it is, the archive goes on serving, and the log says what to look at.
            log.BackgroundFailed(e, what);
        }
    }
}
