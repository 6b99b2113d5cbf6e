using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>Measuring begins with the server, and not with who first looks at it; exporting ends with it.</summary>
internal sealed class TelemetryService(MetricsPage page, StoreGauges store, ServerOptions options, TimeProvider time, ILogger<TelemetryService> log) : IHostedService
{
    private OtlpExport? _export;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Telemetry.OtlpEndpoint.Length > 0) _export = OtlpExport.Start(options, store, log, time);
        return page.IsEnabled ? store.RefreshAsync(cancellationToken) : Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_export is not null) await _export.StopAsync().ConfigureAwait(false);
    }
}
