using System.Net;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Access.Tls;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Rest;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Networking;
using AttachmentPacs.Server.Rest.OpenApi;
using AttachmentPacs.Server.Rest.Uploads.Idempotency;
using AttachmentPacs.Server.Telemetry;
using AttachmentPacs.Server.Webhooks;
using Microsoft.AspNetCore.Connections;

namespace AttachmentPacs.Server.Hosting;

/// <summary>The web application: middleware in order, and every route.</summary>
internal static class RestServer
{
    // One second of the ten that a stop may take is for what comes after the last request.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(9);

    public static WebApplication Build(ServerOptions options, IConfiguration configuration, Archive archive, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        AddLogging(builder.Logging, configuration);

        // Whoever reads a socket goes on with its request, and whoever writes an answer sends it: handing each to another thread cost half of a small
        // request. Danger: a handler must never block until its own client has sent or taken more; that would be for ever.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // RFC 9110 5.5: bytes above ASCII have no meaning of their own. Browsers send file names in Latin-1, which is no UTF-8.
            kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
            KestrelLimits.Apply(kestrel.Limits, options.Http);
            kestrel.Listen(IPAddress.Parse(options.Http.Address), options.Http.Port, listen =>
            {
                if (options.Http.Certificate.Length == 0) return;
                ILogger log = kestrel.ApplicationServices.GetRequiredService<ILogger<ServerCertificate>>();
                listen.UseHttps(new ServerCertificate(CertificateSource.Of(options.Http), time, log).Handshake);
            });
        });

        // Behind the web server's own registration: the last one counts.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, TransportMemory>();
        TelemetryServices.Add(builder.Services, configuration);
        AddServices(builder.Services, options, archive, time);
        AddPlugins(builder.Services, PluginSet.Load(options, time), options);
        WebApplication app = builder.Build();
        app.UseMiddleware<RequestMiddleware>();
        app.Use(app.Services.GetRequiredService<StopLimit>().InvokeAsync);
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<PathMiddleware>();
        app.UseMiddleware<OriginMiddleware>();
        app.UseMiddleware<HeadMiddleware>();
        app.UseRouting();
        app.Use(SocketThreads.LeaveAsync);
        app.UseAccess(options.Http);
        Map(app);
        return app;
    }

    /// <summary>One line a message, UTC.</summary>
    public static void AddLogging(ILoggingBuilder logging, IConfiguration configuration) => LogOutput.Add(logging, configuration);

    private static void AddServices(IServiceCollection services, ServerOptions options, Archive archive, TimeProvider time)
    {
        services.AddRoutingCore();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTime);
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddSingleton(archive);
        services.AddSingleton(archive.Index);
        services.AddSingleton(archive.Ingest);
        services.AddSingleton<MemberImporter>();
        services.AddSingleton(archive.Reader);
        services.AddSingleton(archive.Quota);
        services.AddSingleton(archive.Writer);
        services.AddSingleton(archive.Summaries);
        services.AddSingleton(archive.Modalities);
        services.AddSingleton(archive.Callers);
        services.AddSingleton(new Quirks(options.Http.OrthancQuirks));
        services.AddAccess(options.Http);
        services.AddSingleton<RequestedTags>();
        services.AddSingleton<ResourceWriter>();
        services.AddSingleton<OpenApiDocument>();
        services.AddSingleton<IdempotencyKeys>();

        // In the order of the start, which the stop reverses: the store, the plugins, then every door.
        services.AddHostedService<MaintenanceService>();
        services.AddHostedService<PluginService>();
        services.AddDimse();
        services.AddSingleton<WebhookService>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookService>());
        services.AddHostedService<StabilityService>();
        AddCommitment(services, options);
        services.AddSingleton<StopLimit>();
        services.AddHostedService(provider => provider.GetRequiredService<StopLimit>());
    }

    private static void AddCommitment(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options.Dicom);
        services.AddSingleton(options.Accept);
        services.AddSingleton<CommitmentVerifier>();
        services.AddSingleton<CommitmentService>();
        services.AddSingleton<CommitmentRequests>();
        services.AddSingleton<CommittedInstances>();
        services.AddHostedService<CommitmentWorker>();
    }

    private static void AddPlugins(IServiceCollection services, PluginSet plugins, ServerOptions options)
    {
        services.AddSingleton(plugins);
        services.AddSingleton(TypeRegistry.Of(options, plugins));
    }

    private static void Map(WebApplication app)
    {
        InstancesApi.Map(app);
        foreach (ResourceLevel level in Levels.All)
        {
            BrowsingApi.Map(app, level);
            AttachmentsApi.Map(app, level);
            AttachmentDataApi.Map(app, level);
            MetadataApi.Map(app, level);
            LabelsApi.Map(app, level);
            StatisticsApi.Map(app, level);
            DeletionApi.Map(app, level);
            DescendantTagsApi.Map(app, level);
        }

        DeletionApi.MapProtection(app);
        BulkDeleteApi.Map(app);
        TagsApi.Map(app);
        ContentApi.Map(app);
        ChangesApi.Map(app);
        WebhooksApi.Map(app);
        StatisticsApi.Map(app);
        ModalitiesApi.Map(app);
        EchoApi.Map(app);
        StoreApi.Map(app);
        StoreStraightApi.Map(app);
        CommitmentRequestApi.Map(app);
        AssociationsApi.Map(app);
        ToolsApi.Map(app);
        CountApi.Map(app);
        SettingsApi.Map(app);
        SystemApi.Map(app);
        PluginsApi.Map(app);
        DescriptionApi.Map(app);
        MetricsApi.Map(app);
        HealthApi.Map(app);
        LogLevelApi.Map(app);
        StorageCommitmentApi.Map(app);
    }
}
