using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Sends metrics and traces to an OpenTelemetry collector (<c>Telemetry:Otlp*</c>), in the background: a collector that is dead or slow
/// costs what did not arrive, and nothing else.
/// </summary>
internal sealed class OtlpExport
{
    // A stop waits no longer for what is left to send.
    private const int Patience = 2000;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private readonly ExportWatch _watch;

    private OtlpExport(TracerProvider traces, MeterProvider metrics, ExportWatch watch) => (_traces, _metrics, _watch) = (traces, metrics, watch);

    public static OtlpExport Start(ServerOptions options, StoreGauges store, ILogger log, TimeProvider time)
    {
        var watch = new ExportWatch(log, time);
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService(
            options.Name, serviceVersion: Product.Version, serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}");
        TracerProvider traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(CoreMetrics.MeterName, "Microsoft.AspNetCore")
            .AddProcessor(new PrivateSpans())
            .AddOtlpExporter(otlp => Configure(otlp, options.Telemetry, "/v1/traces"))
            .Build();
        MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(StorageMetrics.MeterName, IndexMetrics.MeterName, CoreMetrics.MeterName, ServerMetrics.MeterName, store.Meter.Name)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddOtlpExporter(otlp => Configure(otlp, options.Telemetry, "/v1/metrics"))
            .Build();
        log.Exporting(new Uri(options.Telemetry.OtlpEndpoint));
        return new OtlpExport(traces, metrics, watch);
    }

    /// <summary>Sends what is left, if the collector takes it in time.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(
            Task.Run(() =>
            {
                _traces.Shutdown(Patience);
                _traces.Dispose();
            }),
            Task.Run(() =>
            {
                _metrics.Shutdown(Patience);
                _metrics.Dispose();
            })).ConfigureAwait(false);
        _watch.Dispose();
    }

    private static void Configure(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        bool isHttp = options.OtlpProtocol == OtlpProtocol.HttpProtobuf;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;

        // OTLP/HTTP: each signal has its own path below the endpoint.
        otlp.Endpoint = new Uri(isHttp ? options.OtlpEndpoint.TrimEnd('/') + path : options.OtlpEndpoint);
        otlp.TimeoutMilliseconds = Patience;
        if (options.OtlpHeaders.Length > 0) otlp.Headers = options.OtlpHeaders;
    }
}
