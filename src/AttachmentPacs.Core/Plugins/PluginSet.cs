using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins.Loading;
using AttachmentPacs.Plugins;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Plugins;

/// <summary>The plugins of a server: loaded before anything is served, started before the first instance, stopped after the last one.</summary>
public sealed class PluginSet
{
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly List<RunningPlugin> _running = [];

    private PluginSet(IReadOnlyList<LoadedPlugin> plugins, ServerOptions options, TimeProvider time) => (Plugins, _options, _time) = (plugins, options, time);

    /// <summary>In the order of their names, which is that in which filters are asked.</summary>
    public IReadOnlyList<LoadedPlugin> Plugins { get; }

    /// <summary>Loads what lies in Plugins:Directory. Nothing of the plugins' code runs but constructors and <see cref="IPlugin.Info"/>.</summary>
    /// <exception cref="PluginException">One of them cannot be used.</exception>
    public static PluginSet Load(ServerOptions options, TimeProvider time) => new(PluginLoader.Load(options.Plugins, time), options, time);

    /// <summary>Starts all, one after the other.</summary>
    /// <exception cref="PluginException">One does not start; those before it have been stopped again.</exception>
    public async Task StartAsync(Archive archive, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        try
        {
            await ForgetAsync(archive, logs.CreateLogger<PluginSet>(), cancellationToken).ConfigureAwait(false);
            foreach (LoadedPlugin plugin in Plugins)
            {
                var running = new RunningPlugin(plugin, archive, _options, _time, logs);
                _running.Add(running);
                await running.StartAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops all at the same time; none can hold it up for long.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        RunningPlugin[] running = [.. _running];
        _running.Clear();
        await Task.WhenAll(running.Select(plugin => plugin.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    // The change log keeps what a listener has not seen: for one that is gone, that would be for ever.
    private async Task ForgetAsync(Archive archive, ILogger log, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> consumers = await archive.Changes.ConsumersAsync(cancellationToken).ConfigureAwait(false);
        foreach (string consumer in consumers.Keys.Where(name => name.StartsWith(RunningPlugin.ConsumerPrefix, StringComparison.Ordinal)))
        {
            string name = consumer[RunningPlugin.ConsumerPrefix.Length..];
            bool isListening = Plugins.Any(plugin => plugin.Name == name && plugin.Plugin is IChangeListener);
            if (isListening || _options.Plugins.Disabled.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            await archive.Changes.ForgetAsync(consumer, cancellationToken).ConfigureAwait(false);
            log.PluginForgotten(name);
        }
    }
}
