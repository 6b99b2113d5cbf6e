using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>What answers associations: judges who calls, and passes each request to the service it is for.</summary>
internal sealed class ApplicationEntity(ServerOptions options, IEnumerable<IServiceClassProvider> providers, ILogger<ApplicationEntity> log) : IAssociationHandler
{
    private readonly IServiceClassProvider[] _providers = [.. providers];

    public ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken)
    {
        if (options.Dicom.CheckCalledAeTitle && request.CalledAeTitle != options.Dicom.AeTitle)
        {
            return new(Negotiation.Reject(AssociateReject.CalledAeTitleNotRecognized, $"the called AE title is {request.CalledAeTitle}, not {options.Dicom.AeTitle}"));
        }

        return new(Negotiation.Accept(request, Judge));
    }

    public ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        foreach (IServiceClassProvider provider in _providers)
        {
            if (provider.Requests.Contains(request.Command.Field)) return provider.AnswerAsync(association, request, cancellationToken);
        }

        return new(request.Command.Field == CommandField.CCancelRequest
            ? null
            : new DimseResponse(request.Command.Respond(DimseStatus.UnrecognizedOperation, "This operation is not served here")));
    }

    public void Opened(Association association) => log.AssociationOpened(association.Id, association.Facts.CallingAeTitle, association.Facts.Remote);

    public void Closed(Association association, AssociationEnd end) => log.AssociationClosed(association.Id, association.Facts.CallingAeTitle, end.Kind, end.Detail);

    public void Refused(IPEndPoint remote, AssociateRequest? request, string reason) => log.AssociationRefused(request?.CallingAeTitle, remote, reason);

    public void Failed(Association association, Exception failure) => log.AssociationFailed(failure, association.Id);

    private ContextAnswer Judge(ProposedContext proposal)
    {
        foreach (IServiceClassProvider provider in _providers)
        {
            if (provider.Judge(proposal) is { } answer) return answer;
        }

        return new ContextAnswer(proposal.Id, ContextResult.AbstractSyntaxNotSupported, proposal.TransferSyntaxes[0]);
    }
}
