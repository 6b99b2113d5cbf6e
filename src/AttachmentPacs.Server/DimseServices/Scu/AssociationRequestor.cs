using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>Opens associations with other application entities, so many at a time; more wait for their turn. Thread-safe.</summary>
internal sealed class AssociationRequestor(ServerOptions options, NothingServed nothing, DimseTls tls, TimeProvider time) : IDisposable
{
    private const int MaxAssociations = 32;

    private readonly SemaphoreSlim _turn = new(MaxAssociations);

    /// <summary>Asks a peer for an association.</summary>
    /// <exception cref="Dimse.AssociationException">It refuses, cannot be reached or does not answer in time; the message says whom and why.</exception>
    public Task<OutgoingAssociation> OpenAsync(RemoteEntity peer, IReadOnlyList<ProposedContext> contexts, CancellationToken cancellationToken) =>
        OpenAsync(peer, contexts, [], nothing, cancellationToken);

    /// <inheritdoc cref="OpenAsync(RemoteEntity, IReadOnlyList{ProposedContext}, CancellationToken)"/>
    /// <param name="peer">Whom.</param>
    /// <param name="contexts">What to propose.</param>
    /// <param name="roles">Roles to propose; those of an SCU where none is.</param>
    /// <param name="handler">Answers what the peer asks for meanwhile.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<OutgoingAssociation> OpenAsync(
        RemoteEntity peer, IReadOnlyList<ProposedContext> contexts, IReadOnlyList<RoleSelection> roles, IAssociationHandler handler, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var connect = new ConnectorOptions(
                peer.Host, peer.Port, peer.AeTitle, peer.LocalAeTitle, options.Dicom.MaxPduLength, peer.Timeouts(options.Dicom),
                peer.UsesTls ? tls.ForModality(peer.Host) : null);
            Association association = await AssociationConnector.ConnectAsync(connect, contexts, roles, handler, time, cancellationToken).ConfigureAwait(false);
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
