using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access.Tls;
using AttachmentPacs.Server.DimseServices.Admission;
using AttachmentPacs.Server.DimseServices.Commitment;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.DimseServices.Storage;
using AttachmentPacs.Server.DimseServices.Watching;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>The services of the DIMSE door.</summary>
internal static class DimseSetup
{
    public static void AddDimse(this IServiceCollection services)
    {
        services.AddSingleton<IServiceClassProvider, VerificationProvider>();
        services.AddSingleton<IServiceClassProvider, StorageProvider>();
        services.AddSingleton<CommitmentProvider>();
        services.AddSingleton<IServiceClassProvider>(provider => provider.GetRequiredService<CommitmentProvider>());
        services.AddSingleton<ICommitmentDelivery, CommitmentDelivery>();
        services.AddSingleton<AssociationLog>();
        services.AddSingleton<AssociationBook>();
        services.AddSingleton<AssociationNegotiator>();
        services.AddSingleton<ApplicationEntity>();
        services.AddSingleton<NothingServed>();
        services.AddSingleton<PeerRequests>();
        services.AddSingleton<AssociationRequestor>();
        services.AddSingleton<VerificationUser>();
        services.AddSingleton<InstanceSender>();
        services.AddSingleton<StraightSender>();
        services.AddSingleton<ExportLog>();
        services.AddSingleton<CommitmentUser>();
        services.AddSingleton(provider => new DimseTls(
            provider.GetRequiredService<ServerOptions>().Dicom.Tls, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ServerCertificate>>()));
        services.AddSingleton<DimseListenerService>();
        services.AddHostedService(provider => provider.GetRequiredService<DimseListenerService>());
    }
}
