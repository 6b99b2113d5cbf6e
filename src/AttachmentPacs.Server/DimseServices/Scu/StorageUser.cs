using System.Runtime.ExceptionServices;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>
/// C-STORE (PS3.4 Annex B) of one file, on the side that sends: 1. its data set is looked at; 2. a context is chosen, as it is stored if the peer
/// takes it so; 3. else it is re-encoded twice, once to know its length and that nothing of it is in doubt, and once to send it; 4. the peer answers.
/// </summary>
internal static class StorageUser
{
    /// <summary>Sends a file. Returns when the peer has it; a warning of the peer counts as that.</summary>
    /// <param name="association">Where.</param>
    /// <param name="file">What.</param>
    /// <param name="request">The C-STORE-RQ, with SOP Class and SOP Instance UID.</param>
    /// <param name="what">The instance, for messages.</param>
    /// <param name="cancellationToken">Gives up, with an abort if a byte has left.</param>
    /// <exception cref="DimseFailureException">The peer does not take it; the association stands.</exception>
    /// <exception cref="DicomFormatException">It is no DICOM file, or cannot be re-encoded; the association stands.</exception>
    /// <exception cref="AssociationException">The association ended.</exception>
    /// <exception cref="IOException">The file could not be read: if it was on its way, the association was aborted.</exception>
    public static async Task SendAsync(OutgoingAssociation association, IInstanceFile file, Command request, string what, CancellationToken cancellationToken)
    {
        Attempt attempt = await file.ReadAsync(
            async stream =>
            {
                // 1 and 2
                DataSetContent content = await DataSetContent.OpenAsync(stream, file.Size, cancellationToken).ConfigureAwait(false);
                PresentationContext context = Choose(association, request.AffectedSopClassUid!, content, what);
                if (IsAsItIs(context, content))
                {
                    return new Attempt(context, 0, await SendAsync(association, context, request, content, content, content.DataSetLength, cancellationToken).ConfigureAwait(false));
                }

                // 3
                return new Attempt(context, await MeasureAsync(Reencode(content, context), cancellationToken).ConfigureAwait(false), null);
            },
            cancellationToken).ConfigureAwait(false);
        DimseResponse response = attempt.Response ?? await file.ReadAsync(
            async stream =>
            {
                DataSetContent content = await DataSetContent.OpenAsync(stream, file.Size, cancellationToken).ConfigureAwait(false);
                return await SendAsync(association, attempt.Context, request, content, Reencode(content, attempt.Context), attempt.Length, cancellationToken)
                    .ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

        // 4
        if (response.Command.Status?.IsSuccessOrWarning() != true) throw DimseFailureException.Of($"C-STORE of {what}", association.Peer, response.Command);
    }

    private static async Task<DimseResponse> SendAsync(
        OutgoingAssociation association, PresentationContext context, Command request, DataSetContent source, Stream content, long length, CancellationToken cancellationToken)
    {
        // PS3.8 E.1: fragments are of even length. Peers that check it abort the association, and with it what others wait for.
        if (length % 2 != 0) throw new DimseFailureException($"The data set has {length} bytes: one of an odd length cannot be sent");
        try
        {
            return await association.RequestAsync(context, request, new OutgoingDataSet(content, length), cancellationToken).ConfigureAwait(false);
        }
        catch (AssociationException) when (source.Failure is { } failure)
        {
            // It was the file, not the peer.
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    private static PresentationContext Choose(OutgoingAssociation association, string sopClass, DataSetContent content, string what)
    {
        if (content.IsAsDeclared && association.Find(sopClass, content.Syntax.Uid) is { } asItIs) return asItIs;
        bool isNative = content.Syntax.Uid == TransferSyntax.ExplicitLittleEndian.Uid || content.Syntax.Uid == TransferSyntax.ImplicitLittleEndian.Uid;
        if (isNative && !content.Encoding.IsBigEndian)
        {
            PresentationContext? other = association.Find(sopClass, TransferSyntax.ExplicitLittleEndian.Uid) ?? association.Find(sopClass, TransferSyntax.ImplicitLittleEndian.Uid);
            if (other is not null) return other;
        }

        string accepted = string.Join(", ", association.Contexts.Where(each => each.AbstractSyntax == sopClass).Select(each => each.TransferSyntax));
        throw new DimseFailureException(
            $"{association.Peer} does not take {what}: SOP class {sopClass} in transfer syntax {content.Syntax.Uid}, in which it is stored; "
            + (accepted.Length == 0 ? "it accepts no transfer syntax for it" : $"it accepts {accepted}")
            + ", and pixel data are not transcoded");
    }

    private static bool IsAsItIs(PresentationContext context, DataSetContent content) => content.IsAsDeclared && context.TransferSyntax == content.Syntax.Uid;

    private static ReencodedStream Reencode(DataSetContent content, PresentationContext context) =>
        new(content, content.Encoding.IsExplicit, context.TransferSyntax == TransferSyntax.ExplicitLittleEndian.Uid);

    private static async Task<long> MeasureAsync(ReencodedStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 << 10];
        long length = 0;
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count) length += count;
        return length;
    }

    private readonly record struct Attempt(PresentationContext Context, long Length, DimseResponse? Response);
}
