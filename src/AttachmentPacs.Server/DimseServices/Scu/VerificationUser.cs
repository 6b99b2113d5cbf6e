using AttachmentPacs.Dicom;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>C-ECHO (PS3.4 Annex A), on the side that asks.</summary>
internal sealed class VerificationUser(AssociationRequestor associations)
{
    // PS3.4 C.6.1.3 and C.6.2.3: Patient Root and Study Root, FIND.
    private static readonly string[] FindClasses = ["1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1"];

    /// <summary>Asks for an association, and for an echo on it.</summary>
    /// <param name="peer">Whom.</param>
    /// <param name="checksFind">It must offer C-FIND, too.</param>
    /// <param name="cancellationToken">Gives up, with an abort.</param>
    /// <exception cref="Dimse.AssociationException">There is no association, or it ended.</exception>
    /// <exception cref="DimseFailureException">The peer does not echo.</exception>
    public async Task EchoAsync(RemoteEntity peer, bool checksFind, CancellationToken cancellationToken)
    {
        string[] classes = checksFind ? [VerificationProvider.SopClassUid, .. FindClasses] : [VerificationProvider.SopClassUid];
        ProposedContext[] contexts =
        [
            .. classes.Select((uid, number) => OutgoingAssociation.Propose(number, uid, TransferSyntax.ExplicitLittleEndian.Uid, TransferSyntax.ImplicitLittleEndian.Uid)),
        ];
        await using OutgoingAssociation association = await associations.OpenAsync(peer, contexts, cancellationToken).ConfigureAwait(false);
        PresentationContext context = association.Find(VerificationProvider.SopClassUid)
            ?? throw new DimseFailureException($"{peer} accepts the association, but not C-ECHO on it");
        if (checksFind && !FindClasses.Any(uid => association.Find(uid) is not null))
        {
            throw new DimseFailureException($"{peer} accepts the association, but not C-FIND on it");
        }

        var request = new Command(CommandField.CEchoRequest) { AffectedSopClassUid = VerificationProvider.SopClassUid };
        DimseResponse response = await association.RequestAsync(context, request, null, cancellationToken).ConfigureAwait(false);
        if (response.Command.Status?.IsSuccessOrWarning() != true) throw DimseFailureException.Of("C-ECHO", peer, response.Command);
        await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
    }
}
