using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dicom.Writing;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Watching;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.DimseServices.Storage;

/// <summary>
/// C-STORE (PS3.4 Annex B, level 2 full): the data set goes into the pipeline as it comes, and the answer is given once it is durable and indexed.
/// </summary>
internal sealed class StorageProvider(IngestPipeline pipeline, ServerOptions options, Quirks quirks, AssociationLog log) : IServiceClassProvider
{
    // PS3.5 9.1.
    private const int LongestUid = 64;

    // PS3.4 B.3.1: level 2 full; digital signatures are kept, as every byte is; no attribute is changed. Every second byte is reserved.
    private static readonly byte[] Level2Full = [2, 0, 3, 0, 0, 0];

    public IReadOnlyCollection<CommandField> Requests { get; } = [CommandField.CStoreRequest];

    public CallerRequest Permission => CallerRequest.Store;

    public bool Serves(string sopClassUid) =>
        StorageClasses.IsStorage(sopClassUid) || (options.Dicom.UnknownSopClassAccepted && !StorageClasses.IsRegistered(sopClassUid));

    public string? Choose(IReadOnlyList<string> transferSyntaxes) => StorageSyntaxes.Prefer(transferSyntaxes);

    // Nothing is sent in an association that others open.
    public RoleSelection Agree(RoleSelection proposed) => proposed with { IsScp = false };

    public byte[]? Extend(ReadOnlySpan<byte> proposed) => Level2Full;

    public async ValueTask<DimseResponse?> AnswerAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        Command command = request.Command;
        StoreAnswer answer = Refuse(request) ?? await StoreAsync(association, request, cancellationToken).ConfigureAwait(false);
        return new DimseResponse(command.Respond(answer.Status, answer.Comment));
    }

    private static StoreAnswer? Refuse(DimseMessage request) => request switch
    {
        { DataSet: null } => new(DimseStatus.CannotUnderstand, "There is no data set"),
        { Command.AffectedSopClassUid: null or "" } or { Command.AffectedSopInstanceUid: null or "" } =>
            new(DimseStatus.CannotUnderstand, "The command has no SOP Class UID or no SOP Instance UID"),
        { Command.AffectedSopInstanceUid.Length: > LongestUid } => new(DimseStatus.CannotUnderstand, "The command's SOP Instance UID is too long"),
        _ when request.Command.AffectedSopClassUid != request.Context.AbstractSyntax =>
            new(DimseStatus.DataSetDoesNotMatchSopClass, "The command's SOP Class is not the presentation context's"),
        _ when !IsText(request.Command.AffectedSopClassUid!) || !IsText(request.Command.AffectedSopInstanceUid!) =>
            new(DimseStatus.CannotUnderstand, "A UID of the command holds what no UID may hold"),
        _ => null,
    };

    // Both are written into the File Meta Information. Letters are put up with, as senders write them; other characters than ASCII, blanks and
    // control characters, and backslashes, which separate values, are not.
    private static bool IsText(string uid) => uid.Length <= LongestUid && uid.All(each => each is > ' ' and <= '~' and not '\\');

    private async Task<StoreAnswer> StoreAsync(Association association, DimseMessage request, CancellationToken cancellationToken)
    {
        AssociationFacts facts = association.Facts;
        var expected = new ExpectedInstance(request.Command.AffectedSopClassUid!, request.Command.AffectedSopInstanceUid!);
        byte[] meta = new FileMetaInformation(
            expected.SopClassUid, expected.SopInstanceUid, request.Context.TransferSyntax, Implementation.ClassUid, Implementation.VersionName, facts.CallingAeTitle)
            .ToBytes();
        var origin = new IngestOrigin(IngestSource.DicomProtocol, facts.Remote.Address.ToString(), null, facts.CallingAeTitle, facts.CalledAeTitle);
        try
        {
            IngestResult result = await pipeline.StoreAsync(new PrefixedStream(meta, request.DataSet!), origin, expected, cancellationToken).ConfigureAwait(false);
            return StoreAnswer.Of(result, quirks);
        }
        catch (SenderException e) when (e.InnerException is AssociationException broken)
        {
            // Nobody is there to be answered: the association tells how it ended.
            throw broken;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever it is, the sender hears that this one was not stored, and may send the next.
        catch (Exception e)
#pragma warning restore CA1031
        {
            StoreAnswer answer = StoreAnswer.Of(e, meta.Length);
            if (answer.Status == DimseStatus.StorageFailure) log.StoreFailed(association, e);
            return answer;
        }
    }
}
