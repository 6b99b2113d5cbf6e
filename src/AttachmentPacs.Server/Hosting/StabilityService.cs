using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Hosting;

/// <summary>Has resources become stable as long as the server runs.</summary>
internal sealed class StabilityService(Archive archive) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => archive.Stability.RunAsync(stoppingToken), CancellationToken.None);
}
