using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>Opens associations with other application entities, so many at a time; more wait for their turn. Thread-safe.</summary>
internal sealed class AssociationRequestor(ServerOptions options, PeerRequests handler, DimseTls tls, TimeProvider time) : IDisposable
{
    private const int MaxAssociations = 32;

    private readonly SemaphoreSlim _turn = new(MaxAssociations);

    /// <summary>Asks a peer for an association.</summary>
    /// <exception cref="Dimse.AssociationException">It refuses, cannot be reached or does not answer in time; the message says whom and why.</exception>
    public async Task<OutgoingAssociation> OpenAsync(RemoteEntity peer, IReadOnlyList<ProposedContext> contexts, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connect = new ConnectorOptions(
                peer.Host, peer.Port, peer.AeTitle, peer.LocalAeTitle, options.Dicom.MaxPduLength, peer.Timeouts(options.Dicom),
                peer.UsesTls ? tls.ForModality(peer.Host) : null);
            Association association = await AssociationConnector.ConnectAsync(connect, contexts, [], handler, time, cancellationToken).ConfigureAwait(false);
            return new OutgoingAssociation(association, peer, _turn);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
