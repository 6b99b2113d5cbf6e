using System.Buffers;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>Sends a DICOM file that is not stored: it is kept in a draft while its head is read, as the association depends on what it is.</summary>
internal sealed class StraightSender(Archive archive, ServerOptions options, AssociationRequestor associations)
{
    private const int Piece = 128 << 10;

    /// <summary>Takes a file to its end, and sends it.</summary>
    /// <returns>What it is: SOP Class UID, SOP Instance UID.</returns>
    /// <exception cref="DicomFormatException">It is no DICOM file, or has no such UIDs.</exception>
    /// <exception cref="Core.Ingest.SenderException">The stream broke off.</exception>
    /// <exception cref="IOException">It was not sent.</exception>
    public async Task<(string SopClassUid, string SopInstanceUid)> SendAsync(Stream body, RemoteEntity peer, CancellationToken cancellationToken)
    {
        await using BlobDraft draft = await archive.Store.CreateDraftAsync(Compression.None, cancellationToken).ConfigureAwait(false);
        OutgoingInstance instance = await ReceiveAsync(body, draft, cancellationToken).ConfigureAwait(false);
        ContextPlan plan = ContextPlan.For([instance], peer.AllowsTranscoding).Single();
        await using OutgoingAssociation association = await associations.OpenAsync(peer, plan.Contexts, cancellationToken).ConfigureAwait(false);
        var request = new Command(CommandField.CStoreRequest) { AffectedSopClassUid = instance.SopClassUid, AffectedSopInstanceUid = instance.SopInstanceUid, Priority = 0 };
        try
        {
            await StorageUser.SendAsync(association, new DraftFile(draft), request, "the file", cancellationToken).ConfigureAwait(false);
        }
        catch (DicomFormatException e)
        {
            throw new DimseFailureException($"The file cannot be sent to {peer} in a transfer syntax that it accepts: {e.Message}");
        }

        await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
        return (instance.SopClassUid, instance.SopInstanceUid);
    }

    private async Task<OutgoingInstance> ReceiveAsync(Stream body, BlobDraft draft, CancellationToken cancellationToken)
    {
        // Nothing but UIDs is kept.
        using var reader = new DicomHeadReader(options.Limits.ToDicomLimits() with { KeptValue = 64 });
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int count;
            do
            {
                count = await body.FillAsync(buffer.AsMemory(0, Piece), draft.Size, cancellationToken).ConfigureAwait(false);
                reader.Feed(buffer.AsSpan(0, count));
                await draft.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
            while (count == Piece);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        OutgoingInstance instance = Identify(reader);
        await draft.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return instance;
    }

    private static OutgoingInstance Identify(DicomHeadReader reader)
    {
        var tags = new TagReader();
        DicomHead head = reader.Complete();
        return new OutgoingInstance(default, Uid(head, tags, Tags.SopClassUid), Uid(head, tags, Tags.SopInstanceUid), head.TransferSyntax.Uid);
    }

    private static string Uid(in DicomHead head, TagReader tags, uint tag) => tags.Find(head, tag)
        ?? throw new DicomFormatException(DicomFault.Malformed, "The file cannot be sent, because a UID is absent or empty", tag, 0);
}
