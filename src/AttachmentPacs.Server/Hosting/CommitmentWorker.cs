using AttachmentPacs.Core.Commitment;

namespace AttachmentPacs.Server.Hosting;

/// <summary>Works on storage commitments while the server runs; what a stop interrupts, the next start takes up.</summary>
internal sealed class CommitmentWorker(CommitmentService service) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => service.RunAsync(stoppingToken);
}
