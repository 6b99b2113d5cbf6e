using System.Diagnostics;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Index;
using AttachmentPacs.Plugins;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Plugins;

/// <summary>One plugin from its start to its stop: what it is given, and what is brought to it.</summary>
#pragma warning disable CA1001 // _stopping
internal sealed class RunningPlugin : IPluginHost
#pragma warning restore CA1001
{
    /// <summary>Begin of the names under which the change log keeps the places of plugins.</summary>
    public const string ConsumerPrefix = "plugin:";

    private const int MostChanges = 100;

    private readonly LoadedPlugin _plugin;
    private readonly Archive _archive;
    private readonly PluginsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PluginArchive _ours;

    // Never disposed: code that was left behind may still look at it.
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;
    private bool _isStarted;

    public RunningPlugin(LoadedPlugin plugin, Archive archive, ServerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        (_plugin, _archive, _options, _time) = (plugin, archive, options.Plugins, time);
        _log = logs.CreateLogger<PluginSet>();
        Log = new PluginLog(logs.CreateLogger($"AttachmentPacs.Plugins.{plugin.Name}"));
        Archive = _ours = new PluginArchive(archive, options.Limits.MetadataBytes);
        Dictionary<string, string>? settings = options.Plugins.Settings.FirstOrDefault(each => string.Equals(each.Key, plugin.Name, StringComparison.OrdinalIgnoreCase)).Value;
        Settings = new Dictionary<string, string>(settings ?? [], StringComparer.OrdinalIgnoreCase);
    }

    public string Name => _plugin.Name;

    public IReadOnlyDictionary<string, string> Settings { get; }

    public IPluginLog Log { get; }

    public IPluginArchive Archive { get; }

    public CancellationToken Stopping => _stopping.Token;

    /// <exception cref="PluginException">It threw, or did not return in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Task<bool> start = _plugin.Threads.Run(async () =>
            {
                await _plugin.Plugin.StartAsync(this, cancellationToken).ConfigureAwait(false);
                return _plugin.Plugin is IInstanceFilter { NeedsTags: true };
            });
            bool needsTags = await start.WaitAsync(_options.BackgroundTimeout, _time, cancellationToken).ConfigureAwait(false);
            _isStarted = true;
            Connect(needsTags);
            _log.PluginStarted(Name, _plugin.Info.Version, _plugin.File);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The site's own code: whatever it throws, told in words of ours.
            _log.PluginNotStarted(Name, Words.Details(e));
            string problem = e is TimeoutException ? $"it has not started within {_options.BackgroundTimeout} (Plugins:BackgroundTimeout)" : Words.Of(e);
            throw new PluginException($"Plugin {Name} ({_plugin.File}) does not start: {problem}. Correct it, or name it in Plugins:Disabled");
        }
    }

    /// <summary>Takes it from the feeds, lets it end, and closes the archive to it. Never longer than three timeouts, or the stop's own patience.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await TryAsync("what was brought to it has not ended", _work, cancellationToken).ConfigureAwait(false);
        if (_isStarted)
        {
            Task<bool> stop = BackgroundCall.RunAsync(_plugin, _plugin.Plugin.StopAsync, _options.Timeout, _time, _log, cancellationToken);
            await TryAsync("its StopAsync has not ended", stop, cancellationToken).ConfigureAwait(false);
        }

        await TryAsync("it still uses the archive", _ours.CloseAsync(), cancellationToken).ConfigureAwait(false);
    }

    private void Connect(bool needsTags)
    {
        List<Task> work = [];
        if (_plugin.Plugin is IInstanceFilter filter)
        {
            _plugin.Filter = new PluginFilter(_plugin, filter, needsTags, _options, _time, _log);
            _archive.Hooks.Add(_plugin.Filter);
        }

        if (_plugin.Plugin is IStoredListener listener)
        {
            var queue = new StoredQueue(_plugin, listener, _options, _time, _log);
            _archive.Hooks.Add(queue.Add);
            work.Add(queue.RunAsync(Stopping));
        }

        if (_plugin.Plugin is IChangeListener changes)
        {
            var subscription = new ChangeSubscription(ConsumerPrefix + Name) { MaxBatch = MostChanges, LongestDelay = TimeSpan.FromMinutes(1) };
            work.Add(_archive.Changes.Subscribe(subscription, (batch, token) => BringAsync(changes, batch, token)).RunAsync(Stopping));
        }

        _work = Task.WhenAll(work);
    }

    private async Task BringAsync(IChangeListener listener, IReadOnlyList<ChangeRow> batch, CancellationToken stopping)
    {
        long start = Stopwatch.GetTimestamp();
        ArchiveChange[] changes = [.. batch.Select(change => change.ToContract())];
        try
        {
            bool inTime = await BackgroundCall.RunAsync(_plugin, token => listener.OnChangesAsync(changes, token), _options.BackgroundTimeout, _time, _log, stopping).ConfigureAwait(false);
            PluginMetrics.RecordCall(Name, PluginMetrics.Change, start, inTime ? "ok" : "timeout");
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // The site's own code, whose exceptions are told in words of ours.
            PluginMetrics.RecordCall(Name, PluginMetrics.Change, start, "failed");
            throw new DeliveryException(Words.Details(e));
        }
    }

    // A plugin must not hold up the stop of the archive.
    private async Task TryAsync(string problem, Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(_options.Timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.PluginLeftBehind(Name, !task.IsCompleted ? problem : Words.Details(e));
        }
    }
}
