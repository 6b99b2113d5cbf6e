using System.Diagnostics;
using System.Threading.Channels;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Plugins;
using Microsoft.Extensions.Logging;
using StoredInstance = AttachmentPacs.Core.Ingest.StoredInstance;

namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>
/// Instances that a plugin is to hear of: whoever stores one leaves it here and goes on. When <see cref="Most"/> wait, newer ones are not kept, but
/// counted and logged. One is told at a time; one that hangs is waited for, so that there are never two.
/// </summary>
internal sealed class StoredQueue(LoadedPlugin plugin, IStoredListener listener, PluginsOptions options, TimeProvider time, ILogger log)
{
    /// <summary>Most instances that wait.</summary>
    public const int Most = 1000;

    private readonly Channel<StoredInstance> _waiting = Channel.CreateBounded<StoredInstance>(new BoundedChannelOptions(Most) { SingleReader = true });
    private long _missed;

    /// <summary>On the thread that stored it: never waits, never throws.</summary>
    public void Add(StoredInstance stored)
    {
        if (_waiting.Writer.TryWrite(stored)) return;
        PluginMetrics.RecordMissed(plugin.Name, PluginMetrics.Stored);
        if (Interlocked.Increment(ref _missed) == 1) log.StoredQueueFull(plugin.Name, Most);
    }

    /// <summary>Tells one after the other until the stop; what waits then is not told.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                StoredInstance stored = await _waiting.Reader.ReadAsync(stopping).ConfigureAwait(false);
                if (Interlocked.Exchange(ref _missed, 0) is > 0 and var missed) log.StoredNotTold(plugin.Name, missed);
                await TellAsync(stored, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stop: who must not miss any listens to changes.
        }
    }

    private async Task TellAsync(StoredInstance stored, CancellationToken stopping)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            bool inTime = await BackgroundCall.RunAsync(plugin, token => listener.OnStoredAsync(stored.ToContract(), token), options.BackgroundTimeout, time, log, stopping).ConfigureAwait(false);
            PluginMetrics.RecordCall(plugin.Name, PluginMetrics.Stored, start, inTime ? "ok" : "timeout");
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // The site's own code: whatever it throws, the next instance is told.
            PluginMetrics.RecordCall(plugin.Name, PluginMetrics.Stored, start, "failed");
            log.ListenerFailed(plugin.Name, stored.Result.Identity.Instance, Words.Details(e));
        }
    }
}
