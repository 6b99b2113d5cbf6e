using System.Collections.Concurrent;
using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>
/// Storage commitment (PS3.4 Annex J) on the side that asks: the request is kept, then sent as an N-ACTION; its report comes on the same
/// association, which stays open for Dicom:CommitmentStay, or on one that the peer opens. Thread-safe.
/// </summary>
internal sealed class CommitmentUser(
    CommitmentRequests requests, AssociationRequestor associations, PeerRequests handler, ServerOptions options, TimeProvider time, ILogger<CommitmentUser> log) : IAsyncDisposable
{
    // PS3.4 table J.3-1.
    private const ushort RequestCommitment = 1;

    private readonly ConcurrentDictionary<Task, bool> _staying = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Asks a peer whether it keeps instances; returns the Transaction UID once it has taken the request.</summary>
    /// <exception cref="Dimse.AssociationException">There is no association, or it ended; the request is kept as failed.</exception>
    /// <exception cref="DimseFailureException">The peer does not take it; likewise.</exception>
    /// <exception cref="CommitmentLimitException">Too many wait.</exception>
    /// <exception cref="InvalidDataException">No instances, or what is no UID.</exception>
    public async Task<string> AskAsync(RemoteEntity peer, IReadOnlyList<SopReference> instances, CancellationToken cancellationToken)
    {
        string uid = await requests.CreateAsync(peer.AeTitle, peer.LocalAeTitle, peer.Name, instances, cancellationToken).ConfigureAwait(false);
        try
        {
            await SendAsync(peer, new CommitmentDataSet(uid, [.. instances.Select(each => new ReferencedInstance(each.SopClassUid, each.SopInstanceUid))], []), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The peer may have it nevertheless: its report counts if it comes.
            await requests.FailAsync(uid, peer.AeTitle, $"The request was not taken: {e.Message}").ConfigureAwait(false);
            throw;
        }

        log.CommitmentAsked(uid, instances.Count, peer.Name, peer);
        return uid;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_staying.Keys).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task SendAsync(RemoteEntity peer, CommitmentDataSet data, CancellationToken cancellationToken)
    {
        OutgoingAssociation association = await associations.OpenAsync(
            peer, [OutgoingAssociation.Propose(0, CommitmentDataSet.SopClassUid, CommitmentDataSet.TransferSyntaxes)], [], handler, cancellationToken).ConfigureAwait(false);
        bool stays = false;
        try
        {
            PresentationContext context = association.Find(CommitmentDataSet.SopClassUid)
                ?? throw new DimseFailureException($"{peer} accepts the association, but not storage commitment on it");
            Task reported = association.ReportAsync();
            var request = new Command(CommandField.NActionRequest)
            {
                RequestedSopClassUid = CommitmentDataSet.SopClassUid, RequestedSopInstanceUid = CommitmentDataSet.SopInstanceUid, ActionTypeId = RequestCommitment,
            };
            DimseResponse response = await association.RequestAsync(
                context, request, OutgoingDataSet.Of(data.ToBytes(context.TransferSyntax)), cancellationToken).ConfigureAwait(false);
            if (response.Command.Status?.IsSuccessOrWarning() != true) throw DimseFailureException.Of("N-ACTION of storage commitment", peer, response.Command);
            stays = true;
            Stay(association, reported);
        }
        finally
        {
            if (!stays) await association.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Stay(OutgoingAssociation association, Task reported)
    {
        Task staying = StayAsync(association, reported);
        _staying.TryAdd(staying, true);
        _ = staying.ContinueWith(done => _staying.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // Never fails: what does not come here comes on another association.
    private async Task StayAsync(OutgoingAssociation association, Task reported)
    {
        await using (association)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(reported, Task.Delay(options.Dicom.CommitmentStay, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
            if (!_stop.IsCancellationRequested) await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }
}
