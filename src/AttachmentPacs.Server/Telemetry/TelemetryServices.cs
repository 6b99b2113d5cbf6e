using AttachmentPacs.Server.Health;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>What watches the server, for those who watch over it.</summary>
internal static class TelemetryServices
{
    /// <summary>To be added before other hosted services, so that what these log and measure at their start is counted.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StoreGauges>();
        services.AddSingleton<MetricsPage>();
        services.AddSingleton<HealthProbe>();
        services.AddSingleton(provider => new AccessLog(provider.GetRequiredService<ILoggerFactory>(), configuration));
        services.AddSingleton(provider => new LogLevels(configuration, provider.GetRequiredService<ILogger<LogLevels>>()));
        services.AddHostedService<TelemetryService>();
    }
}
