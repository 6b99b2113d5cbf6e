using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.DimseServices.Commitment;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>This side of an association on which we ask for storage commitment: the report is taken there, if it comes soon enough.</summary>
internal sealed class PeerRequests(CommitmentProvider commitment, ILogger<NothingServed> log) : NothingServed(log)
{
    public override async ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        if (request.Command.Field != CommandField.NEventReportRequest) return await base.HandleAsync(association, request, cancellationToken).ConfigureAwait(false);
        DimseResponse? response = await commitment.AnswerAsync(association, request, cancellationToken).ConfigureAwait(false);

        // Order: the association is released once this is done, and nothing can be answered from there on.
        return response?.Command.Status == DimseStatus.Success && association.Tag is TaskCompletionSource reported
            ? response with { Sent = () => reported.TrySetResult() }
            : response;
    }
}
