using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Import;
using System.Net;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Server.Rest;
using AttachmentPacs.Server.Rest.Dialect;
using Microsoft.Extensions.Logging.Console;

namespace AttachmentPacs.Server.Hosting;

/// <summary>The web application: middleware in order, and every route.</summary>
internal static class RestServer
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    public static WebApplication Build(ServerOptions options, IConfiguration configuration, Archive archive, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        AddLogging(builder.Logging, configuration);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Http.MaxBodyBytes;
            kestrel.Listen(IPAddress.Parse(options.Http.Address), options.Http.Port);
        });
        AddServices(builder.Services, options, archive, time);
        WebApplication app = builder.Build();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<PathMiddleware>();
        app.UseMiddleware<OriginMiddleware>();
        app.UseMiddleware<HeadMiddleware>();
        app.UseRouting();
        Map(app);
        return app;
    }

    /// <summary>One line a message, UTC.</summary>
    public static void AddLogging(ILoggingBuilder logging, IConfiguration configuration) => logging
        .AddConfiguration(configuration.GetSection("Logging"))
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

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
        services.AddSingleton(archive.Writer);
        services.AddSingleton(archive.Summaries);
        services.AddSingleton(new Quirks(options.Http.OrthancQuirks));
        services.AddSingleton(new TypeRegistry(
            options.UserContentTypes.ToDictionary(type => type.Key, type => new UserContentType(type.Value.Id, type.Value.MediaType)), options.UserMetadata));
        services.AddSingleton<RequestedTags>();
        services.AddSingleton<ResourceWriter>();
        services.AddHostedService<MaintenanceService>();
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
        StatisticsApi.Map(app);
        ToolsApi.Map(app);
        SystemApi.Map(app);
    }
}
