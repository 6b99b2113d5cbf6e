using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dicom.Writing;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>
/// C-STORE (PS3.4 Annex B, level 2 full): the data set goes into the pipeline as it comes, and the answer is given once it is durable and indexed.
/// </summary>
internal sealed class StorageProvider(IngestPipeline pipeline, ServerOptions options) : IServiceClassProvider
{
    public IReadOnlyCollection<CommandField> Requests { get; } = [CommandField.CStoreRequest];

    public ContextAnswer? Judge(ProposedContext proposal) =>
        StorageClasses.IsStorage(proposal.AbstractSyntax) || options.Dicom.UnknownSopClassAccepted
            ? new ContextAnswer(proposal.Id, ContextResult.Accepted, StorageClasses.Prefer(proposal.TransferSyntaxes))
            : null;

    public async ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        Command command = request.Command;
        if (request.DataSet is null || command.AffectedSopClassUid is not { Length: > 0 } sopClass || command.AffectedSopInstanceUid is not { Length: > 0 } instance)
        {
            return new DimseResponse(command.Respond(DimseStatus.CannotUnderstand, "No data set, SOP Class or SOP Instance UID"));
        }

        if (sopClass != request.Context.AbstractSyntax)
        {
            return new DimseResponse(command.Respond(DimseStatus.DataSetDoesNotMatchSopClass, "SOP Class is not the presentation context's"));
        }

        var meta = new FileMetaInformation(
            sopClass, instance, request.Context.TransferSyntax, Implementation.ClassUid, Implementation.VersionName, association.Facts.CallingAeTitle);
        var origin = new IngestOrigin(
            IngestSource.DicomProtocol, association.Facts.Remote.Address.ToString(), null, association.Facts.CallingAeTitle, association.Facts.CalledAeTitle);
        (DimseStatus status, string? comment) = await StoreAsync(
            new PrefixedStream(meta.ToBytes(), request.DataSet), origin, new ExpectedInstance(sopClass, instance), cancellationToken).ConfigureAwait(false);
        return new DimseResponse(command.Respond(status, comment));
    }

    private async Task<(DimseStatus Status, string? Comment)> StoreAsync(
        Stream file, IngestOrigin origin, ExpectedInstance expected, CancellationToken cancellationToken)
    {
        try
        {
            IngestResult result = await pipeline.StoreAsync(file, origin, expected, cancellationToken).ConfigureAwait(false);
            return result.Status switch
            {
                IngestStatus.Duplicate => (DimseStatus.DuplicateSopInstance, "Stored already, and duplicates are rejected"),
                IngestStatus.FilteredOut => (DimseStatus.NotAuthorized, result.Reason),
                _ => (DimseStatus.Success, null),
            };
        }
        catch (InstanceMismatchException e)
        {
            return (DimseStatus.DataSetDoesNotMatchSopClass, $"{e.What} of the data set is not the command's");
        }
        catch (DicomFormatException e)
        {
            return (DimseStatus.CannotUnderstand, e.Message);
        }
        catch (Exception e) when (e is StorageFullException or IngestBudgetException or IndexUnavailableException)
        {
            return (DimseStatus.OutOfResources, e.Message);
        }
        catch (IOException e) when (e is not (SenderException or AssociationException))
        {
            return (DimseStatus.StorageFailure, e.Message);
        }
    }
}
