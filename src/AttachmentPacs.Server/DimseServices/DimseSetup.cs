using AttachmentPacs.Server.DimseServices.Scu;

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
        services.AddSingleton<PeerRequests>();
        services.AddSingleton<AssociationRequestor>();
        services.AddSingleton<VerificationUser>();
        services.AddSingleton<InstanceSender>();
        services.AddSingleton<StraightSender>();
        services.AddSingleton<ExportLog>();
        services.AddSingleton<DimseListenerService>();
        services.AddHostedService(provider => provider.GetRequiredService<DimseListenerService>());
    }
}
