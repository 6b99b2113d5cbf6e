using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>This side of an association that we opened: it asks, and serves nothing.</summary>
internal class NothingServed(ILogger<NothingServed> log) : IAssociationHandler
{
    public ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody asks for an association on one that stands.");

    public virtual ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken) =>
        new(request.Command.Field == CommandField.CCancelRequest
            ? null
            : new DimseResponse(request.Command.Respond(DimseStatus.UnrecognizedOperation, "This operation is not served here")));

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
