using System.Net;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Negotiation;
using AttachmentPacs.Server.DimseServices.Watching;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>What answers associations: passes each request that its caller may make to the service it is for, and keeps count.</summary>
internal sealed class ApplicationEntity(AssociationNegotiator negotiator, CallerPolicy callers, AssociationBook book, AssociationLog log) : IAssociationHandler
{
    public ValueTask<Dimse.Associations.Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) =>
        negotiator.NegotiateAsync(request, remote, cancellationToken);

    public async ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        var record = (AssociationRecord)association.Tag!;
        DimseResponse? response = null;
        record.Begin();
        try
        {
            response = await AnswerAsync(association, request, cancellationToken).ConfigureAwait(false);
            if (response?.Command.Status?.IsSuccessOrWarning() == false) log.RequestRefused(association, request.Command, response.Command);
            return response;
        }
        finally
        {
            record.End(request.Command.Field, response?.Command.Status);
        }
    }

    public void Opened(Association association)
    {
        book.Enter(association);
        log.Opened(association);
    }

    public void Closed(Association association, AssociationEnd end)
    {
        var record = (AssociationRecord)association.Tag!;
        book.Leave(record, end.Kind);
        log.Closed(record, end);
    }

    public void Refused(IPEndPoint remote, AssociateRequest? request, string reason)
    {
        book.Refuse(request?.CallingAeTitle);
        log.Refused(request?.CallingAeTitle, remote, reason);
    }

    public void Failed(Association association, Exception failure) => log.Failed(association, failure);

    private async ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        Command command = request.Command;
        if (command.Field == CommandField.CCancelRequest) return null;
        if (negotiator.ProviderOf(request.Context.AbstractSyntax) is not { } provider || !provider.Requests.Contains(command.Field))
        {
            return new DimseResponse(command.Respond(DimseStatus.UnrecognizedOperation, "This operation is not served in this context"));
        }

        // Asked anew: who may do what can change while an association stands.
        AssociationFacts facts = association.Facts;
        CallerDecision decision = await callers.DecideAsync(facts.CallingAeTitle, facts.Remote.Address, provider.Permission, cancellationToken).ConfigureAwait(false);
        return decision.IsAllowed
            ? await provider.AnswerAsync(association, request, cancellationToken).ConfigureAwait(false)
            : new DimseResponse(command.Respond(DimseStatus.NotAuthorized, decision.Refusal));
    }
}
