using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>A call of a plugin that nobody waits for: after Plugins:BackgroundTimeout it is asked to end, and logged, but waited for until it does.</summary>
internal static class BackgroundCall
{
    /// <summary>Returns whether the call ended in time; throws what it threw. At a stop it is left behind, by <see cref="OperationCanceledException"/>.</summary>
    public static async Task<bool> RunAsync(
        LoadedPlugin plugin, Func<CancellationToken, Task> call, TimeSpan limit, TimeProvider time, ILogger log, CancellationToken stopping)
    {
        var patience = new Patience(limit, time, stopping);
        Task<bool> work = plugin.Threads.Run(async () =>
        {
            try
            {
                await call(patience.Token).ConfigureAwait(false);
                return !patience.IsOver;
            }
            finally
            {
                patience.Dispose();
            }
        });
        try
        {
            return await work.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsOver && !stopping.IsCancellationRequested && !work.IsCompleted)
        {
            log.CallHangs(plugin.Name, limit);
            return await work.WaitAsync(stopping).ConfigureAwait(false);
        }
    }
}
