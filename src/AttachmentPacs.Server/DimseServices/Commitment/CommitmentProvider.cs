using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Index;
using AttachmentPacs.Server.DimseServices.Watching;

namespace AttachmentPacs.Server.DimseServices.Commitment;

/// <summary>
/// Storage commitment (PS3.4 Annex J): requests of modalities (N-ACTION), which are kept durably before they are answered, and reports on requests of
/// ours (N-EVENT-REPORT).
/// </summary>
internal sealed class CommitmentProvider(CommitmentService service, CommitmentRequests asked, ModalityRegistry modalities) : IServiceClassProvider
{
    // PS3.4 table J.3-1 and table J.3-2.
    private const int RequestCommitment = 1;
    private const int AllCommitted = 1;
    private const int FailuresExist = 2;

    public IReadOnlyCollection<CommandField> Requests { get; } = [CommandField.NActionRequest, CommandField.NEventReportRequest];

    public CallerRequest Permission => CallerRequest.StorageCommitment;

    public bool Serves(string sopClassUid) => sopClassUid == CommitmentDataSet.SopClassUid;

    public string? Choose(IReadOnlyList<string> transferSyntaxes) => transferSyntaxes.FirstOrDefault(CommitmentDataSet.TransferSyntaxes.Contains);

    // A modality asks as SCU; an archive that we have asked calls as SCP.
    public RoleSelection Agree(RoleSelection proposed) => proposed;

    public byte[]? Extend(ReadOnlySpan<byte> proposed) => null;

    public async ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        bool isAction = request.Command.Field == CommandField.NActionRequest;
        Answer answer = Refuse(request) ?? await (isAction
            ? ReceiveAsync(association, request, cancellationToken)
            : TakeReportAsync(association, request, cancellationToken)).ConfigureAwait(false);
        return new DimseResponse(request.Command.Respond(answer.Status, answer.Comment)) { Sent = answer.Sent };
    }

    private static Answer? Refuse(DimseMessage request)
    {
        Command command = request.Command;
        bool isAction = command.Field == CommandField.NActionRequest;
        if ((isAction ? command.RequestedSopClassUid : command.AffectedSopClassUid) != CommitmentDataSet.SopClassUid)
        {
            return new Answer(DimseStatus.NoSuchSopClass, "Expected the Storage Commitment Push Model SOP Class");
        }

        if ((isAction ? command.RequestedSopInstanceUid : command.AffectedSopInstanceUid) != CommitmentDataSet.SopInstanceUid)
        {
            return new Answer(DimseStatus.NoSuchSopInstance, "Expected the well-known SOP Instance");
        }

        if (isAction && command.ActionTypeId != RequestCommitment) return new Answer(DimseStatus.NoSuchAction, "The only action is 1");
        if (!isAction && command.EventTypeId is not (AllCommitted or FailuresExist)) return new Answer(DimseStatus.NoSuchEventType, "The only events are 1 and 2");
        return request.DataSet is null ? new Answer(DimseStatus.InvalidArgumentValue, "There is no data set") : null;
    }

    private async Task<Answer> ReceiveAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        AssociationFacts facts = association.Facts;
        if (await ReadAsync(request, cancellationToken).ConfigureAwait(false) is not { } data) return NotUnderstood;
        var record = (AssociationRecord)association.Tag!;

        // Before it is kept: the report may be ready before the request is answered.
        var report = new AwaitedReport(association, request.Context, data.TransactionUid);
        record.Await(report);
        bool isTaken = false;
        try
        {
            CommitmentReception reception = await service.ReceiveAsync(
                data.TransactionUid, facts.CallingAeTitle, facts.CalledAeTitle, NameOf(facts.CallingAeTitle), [.. data.Referenced.Select(Reference)], cancellationToken).ConfigureAwait(false);
            isTaken = reception is CommitmentReception.Taken or CommitmentReception.Repeated;
            return reception switch
            {
                CommitmentReception.DuplicateTransaction => new(DimseStatus.ProcessingFailure, "The Transaction UID is in use"),
                CommitmentReception.TooMany => new(DimseStatus.ResourceLimitation, "Too many requests or instances: ask again later, for fewer"),
                CommitmentReception.Invalid => new(DimseStatus.InvalidArgumentValue, "No instances, or what is no UID or AE title"),
                _ => new(DimseStatus.Success, null) { Sent = report.Answered },
            };
        }
        catch (IndexUnavailableException)
        {
            return Busy;
        }
        finally
        {
            if (!isTaken) record.Forget(data.TransactionUid);
        }
    }

    private async Task<Answer> TakeReportAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        AssociationFacts facts = association.Facts;
        if (await ReadAsync(request, cancellationToken).ConfigureAwait(false) is not { } data) return NotUnderstood;

        // On an association that we opened, as on one that the other opens for it (PS3.4 J.3.3.1.1).
        (string remote, string local) = facts.IsRequestor ? (facts.CalledAeTitle, facts.CallingAeTitle) : (facts.CallingAeTitle, facts.CalledAeTitle);
        var report = new CommitmentReport(
            data.TransactionUid, remote, local, NameOf(remote), [.. data.Referenced.Select(Reference)],
            [.. data.Failed.Select(each => new FailedReference(Reference(each), each.FailureReason))]);
        try
        {
            return await asked.TakeAsync(report, cancellationToken).ConfigureAwait(false) == CommitmentReceipt.Unknown
                ? new Answer(DimseStatus.ProcessingFailure, "Nobody here has asked for this report")
                : new Answer(DimseStatus.Success, null);
        }
        catch (IndexUnavailableException)
        {
            return Busy;
        }
    }

    private static Answer NotUnderstood => new(DimseStatus.InvalidArgumentValue, "The data set is no storage commitment");

    private static Answer Busy => new(DimseStatus.ResourceLimitation, "The index is busy: ask again in a moment");

    // Null if it is none.
    private static async Task<CommitmentDataSet?> ReadAsync(DimseMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await CommitmentDataSet.ReadAsync(request.DataSet!, request.Context.TransferSyntax, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DicomFormatException or InvalidDataException)
        {
            return null;
        }
    }

    private static SopReference Reference(ReferencedInstance instance) => new(instance.SopClassUid, instance.SopInstanceUid);

    private string NameOf(string remote) => modalities.WithAeTitle(remote) is [var first, ..] ? first.Name : "";

    private readonly record struct Answer(DimseStatus Status, string? Comment)
    {
        /// <summary>Called when it has left.</summary>
        public Action? Sent { get; init; }
    }
}
