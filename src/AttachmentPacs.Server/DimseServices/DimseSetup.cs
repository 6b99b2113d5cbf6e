using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access.Tls;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>The services of the DIMSE door.</summary>
internal static class DimseSetup
{
    public static void AddDimse(this IServiceCollection services)
    {
        services.AddSingleton<IServiceClassProvider, VerificationProvider>();

        // Last: with Dicom:UnknownSopClassAccepted it takes whatever the others leave.
        services.AddSingleton<IServiceClassProvider, StorageProvider>();
        services.AddSingleton<ApplicationEntity>();
        services.AddSingleton(provider => new DimseTls(
            provider.GetRequiredService<ServerOptions>().Dicom.Tls, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ServerCertificate>>()));
        services.AddSingleton<DimseListenerService>();
        services.AddHostedService(provider => provider.GetRequiredService<DimseListenerService>());
    }
}
