using AttachmentPacs.Core;
using AttachmentPacs.Core.Plugins;

namespace AttachmentPacs.Server.Hosting;

/// <summary>Plugins start when the store is ready and before a door opens; they stop when the doors are shut and before the store is.</summary>
internal sealed class PluginService(PluginSet plugins, Archive archive, ILoggerFactory logs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => plugins.StartAsync(archive, logs, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => plugins.StopAsync(cancellationToken);
}
