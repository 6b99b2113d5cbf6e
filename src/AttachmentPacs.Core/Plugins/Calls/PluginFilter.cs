using System.Diagnostics;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Plugins;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>
/// A plugin's filter as the ingest sees it. The sender waits for no longer than Plugins:Timeout, whatever the plugin does; a call that hangs keeps
/// its place among <see cref="PluginThreads.Most"/> until it ends; after several timeouts in a row the filter is suspended (<see cref="PluginBreaker"/>).
/// </summary>
#pragma warning disable CA1001 // _places
internal sealed class PluginFilter(LoadedPlugin plugin, IInstanceFilter filter, bool needsTags, PluginsOptions options, TimeProvider time, ILogger log)
    : IAcceptFilter
#pragma warning restore CA1001
{
    // Never disposed: a call that hangs gives its place back when all else has ended. It holds nothing of the system.
    private readonly SemaphoreSlim _places = new(PluginThreads.Most);
    private readonly PluginBreaker _breaker = new(time);

    public bool IsSuspended => _breaker.IsOpen;

    public async ValueTask<string?> RefuseAsync(IncomingInstance instance, CancellationToken cancellationToken)
    {
        if (!_breaker.TryEnter())
        {
            PluginMetrics.RecordMissed(plugin.Name, PluginMetrics.Filter);
            return Unjudged("it is suspended, since it did not answer");
        }

        long start = Stopwatch.GetTimestamp();
        var patience = new Patience(options.Timeout, time, cancellationToken);
        try
        {
            string? reason = await AskAsync(instance, patience).ConfigureAwait(false);
            if (_breaker.Answered()) log.FilterAnswersAgain(plugin.Name);
            PluginMetrics.RecordCall(plugin.Name, PluginMetrics.Filter, start, reason is null ? "ok" : "refused");
            if (reason is not null) log.FilterRefused(plugin.Name, instance.Identity.Instance);
            return reason;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (patience.IsOver)
        {
            PluginMetrics.RecordCall(plugin.Name, PluginMetrics.Filter, start, "timeout");
            log.FilterTimedOut(plugin.Name, instance.Identity.Instance, options.Timeout, options.OnFailure);
            if (_breaker.TimedOut()) log.FilterSuspended(plugin.Name, PluginBreaker.Most, PluginBreaker.Pause, options.OnFailure);
            return Unjudged($"it did not answer within {options.Timeout}");
        }
        catch (Exception e)
        {
            // The site's own code: whatever it throws, Plugins:OnFailure says what becomes of the instance.
            if (_breaker.Answered()) log.FilterAnswersAgain(plugin.Name);
            PluginMetrics.RecordCall(plugin.Name, PluginMetrics.Filter, start, "failed");
            log.FilterFailed(plugin.Name, instance.Identity.Instance, options.OnFailure, Words.Details(e));
            return Unjudged($"it failed by {e.GetType().Name}");
        }
    }

    private string? Unjudged(string problem) =>
        options.OnFailure == PluginFailure.Accept ? null : throw new FilterUnavailableException(plugin.Name, problem);

    // Order: the copy is made once there is a place, so that hanging calls bound what is copied; the place is given back when the code has ended.
    private async Task<string?> AskAsync(IncomingInstance instance, Patience patience)
    {
        Task<string?> answer;
        try
        {
            await _places.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch
        {
            patience.Dispose();
            throw;
        }

        CandidateInstance candidate = instance.ToCandidate(needsTags);
        answer = plugin.Threads.Run(async () =>
        {
            try
            {
                return await filter.RefuseAsync(candidate, patience.Token).ConfigureAwait(false);
            }
            finally
            {
                patience.Dispose();
                _places.Release();
            }
        });
        string? reason = await answer.WaitAsync(patience.Token).ConfigureAwait(false);
        return reason is null ? null : Words.Of(reason.Length == 0 ? $"Plugin {plugin.Name} gives no reason" : reason);
    }
}
