using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Commitment;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>What a peer asks for on an association that we opened: reports of storage commitment are taken, nothing else is served there.</summary>
internal sealed class PeerRequests(CommitmentProvider commitment, ILogger<PeerRequests> log) : IAssociationHandler
{
    public ValueTask<Dimse.Associations.Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody asks for an association on one that stands.");

    public async ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        if (request.Command.Field == CommandField.CCancelRequest) return null;
        if (request.Command.Field != CommandField.NEventReportRequest)
        {
            return new DimseResponse(request.Command.Respond(DimseStatus.UnrecognizedOperation, "This operation is not served here"));
        }

        DimseResponse? response = await commitment.AnswerAsync(association, request, cancellationToken).ConfigureAwait(false);
        if (response?.Command.Status == DimseStatus.Success) (association.Tag as TaskCompletionSource)?.TrySetResult();
        return response;
    }

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
