using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Commitment;

/// <summary>This side of an association that is opened for a report: how the modality is called; nothing is served there.</summary>
internal sealed class ReportingEntity(ILogger<ReportingEntity> log) : IAssociationHandler
{
    /// <summary>Whom to call, and how.</summary>
    /// <exception cref="AssociationException">It is to be called by TLS, which reports do not go by: never without, where the administrator wants it.</exception>
    public static ConnectorOptions Call(Modality modality, string localAeTitle, DicomOptions options)
    {
        if (modality.UseDicomTls) throw new AssociationException($"Modality {modality.Name} is to be called by TLS, which reports of storage commitment are not sent by yet");
        TimeSpan dimse = modality.Timeout > TimeSpan.Zero ? modality.Timeout : options.DimseTimeout;
        return new ConnectorOptions(
            modality.Host, modality.Port, modality.AeTitle, localAeTitle, options.MaxPduLength, new AssociationTimeouts(dimse < options.ArtimTimeout ? dimse : options.ArtimTimeout, dimse));
    }

    public ValueTask<Dimse.Associations.Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody asks for an association on one that stands.");

    public ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken) =>
        new(new DimseResponse(request.Command.Respond(DimseStatus.UnrecognizedOperation, "This operation is not served here")));

    public void Opened(Association association)
    {
    }

    public void Closed(Association association, AssociationEnd end)
    {
    }

    public void Refused(IPEndPoint remote, AssociateRequest? request, string reason)
    {
    }

    public void Failed(Association association, Exception failure) => log.AssociationFailed(failure, association.Id);
}
