using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.DimseServices.Watching;

namespace AttachmentPacs.Server.DimseServices.Commitment;

/// <summary>
/// Reports of storage commitment by N-EVENT-REPORT (PS3.4 J.3.3): on the association of the request while it stands, else on one of its own, which
/// is opened to the modality in the role of an SCP.
/// </summary>
internal sealed class CommitmentDelivery(ServerOptions options, ModalityRegistry modalities, AssociationBook book, AssociationRequestor associations, NothingServed nothing, TimeProvider time)
    : ICommitmentDelivery
{
    public async Task DeliverAsync(CommitmentReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (book.TakeReport(report.RemoteAeTitle, report.TransactionUid) is { } awaited && await TryHereAsync(awaited, report, cancellationToken).ConfigureAwait(false)) return;
        await SendAnewAsync(report, cancellationToken).ConfigureAwait(false);
    }

    // False if the association has come to its end, as those of many modalities do right after their request.
    private async Task<bool> TryHereAsync(AwaitedReport awaited, CommitmentReport report, CancellationToken cancellationToken)
    {
        // Order: first the response to the N-ACTION.
        await awaited.AnsweredAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await SendAsync(awaited.Association.RequestAsync, awaited.Context, report, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AssociationException)
        {
            return false;
        }
    }

    private async Task SendAnewAsync(CommitmentReport report, CancellationToken cancellationToken)
    {
        Modality modality = (report.Modality.Length > 0 ? modalities.Find(report.Modality) : null) ?? (modalities.WithAeTitle(report.RemoteAeTitle) is [var first, ..] ? first : null)
            ?? throw new AssociationException($"AE title \"{report.RemoteAeTitle}\" is no modality's any more: add it (PUT /modalities/{{name}})");
        RemoteEntity peer = RemoteEntity.Of(modality, options.Dicom) with { LocalAeTitle = report.LocalAeTitle };
        ProposedContext[] contexts = [OutgoingAssociation.Propose(0, CommitmentDataSet.SopClassUid, CommitmentDataSet.TransferSyntaxes)];
        RoleSelection[] roles = [new RoleSelection(CommitmentDataSet.SopClassUid, IsScu: false, IsScp: true)];
        await using OutgoingAssociation association = await associations.OpenAsync(peer, contexts, roles, nothing, cancellationToken).ConfigureAwait(false);
        PresentationContext context = association.Find(CommitmentDataSet.SopClassUid)
            ?? throw new AssociationException($"{peer} takes no reports of storage commitment: it refused the presentation context");
        await SendAsync(association.RequestAsync, context, report, cancellationToken).ConfigureAwait(false);
        await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(
        Func<PresentationContext, Command, OutgoingDataSet?, CancellationToken, Task<DimseResponse>> requestAsync, PresentationContext context, CommitmentReport report,
        CancellationToken cancellationToken)
    {
        byte[] data = new CommitmentDataSet(report.TransactionUid, [.. report.Succeeded.Select(each => new ReferencedInstance(each.SopClassUid, each.SopInstanceUid))],
            [.. report.Failed.Select(each => new ReferencedInstance(each.Reference.SopClassUid, each.Reference.SopInstanceUid, each.Reason))])
            .ToBytes(context.TransferSyntax);
        var command = new Command(CommandField.NEventReportRequest)
        {
            AffectedSopClassUid = CommitmentDataSet.SopClassUid,
            AffectedSopInstanceUid = CommitmentDataSet.SopInstanceUid,
            EventTypeId = (ushort)report.EventTypeId,
        };
        using var patience = new CancellationTokenSource(options.Dicom.DimseTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            DimseResponse response = await requestAsync(context, command, OutgoingDataSet.Of(data), either.Token).ConfigureAwait(false);
            DimseStatus status = response.Command.Status ?? DimseStatus.ProcessingFailure;
            if (!status.IsSuccessOrWarning()) throw new InvalidDataException($"{report.RemoteAeTitle} answered the report with {(ushort)status:X4} {response.Command.ErrorComment}");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AssociationException($"{report.RemoteAeTitle} did not answer the report within {options.Dicom.DimseTimeout}");
        }
    }
}
