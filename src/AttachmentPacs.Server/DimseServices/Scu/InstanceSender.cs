using AttachmentPacs.Core;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>
/// Sends stored instances: 1. resources are resolved to instances; 2. each association proposes what its instances need; 3. one after the other is
/// sent, and answered; 4. the association is released. Of a permissive task, what fails is counted and the rest is sent, over a new association if
/// the old one is gone. Thread-safe.
/// </summary>
internal sealed class InstanceSender(IIndex index, AttachmentReader reader, AssociationRequestor associations, TimeProvider time, ILogger<InstanceSender> log)
{
    /// <summary>Most failures that are written to the log in a minute: an archive may have a hundred thousand instances for a peer that takes none.</summary>
    public const int MostLines = 100;

    // A peer that breaks off this often with nothing taken in between will not take the rest either.
    private const int MostBreaks = 3;

    private readonly LineLimit _failures = new(time, MostLines);

    /// <summary>Sends, and returns when the peer has answered for all.</summary>
    /// <exception cref="KeyNotFoundException">There is no such resource.</exception>
    /// <exception cref="IOException">Not permissive: the first failure.</exception>
    public async Task<StoreReport> SendAsync(StoreTask task, CancellationToken cancellationToken)
    {
        // 1
        IReadOnlyList<OutgoingInstance> instances = await OutgoingInstance.OfAsync(index, task.Resources, cancellationToken).ConfigureAwait(false);
        List<OutgoingInstance> sent = [];
        List<UnsentInstance> failed = [];
        try
        {
            foreach (ContextPlan plan in ContextPlan.For(instances, task.Peer.AllowsTranscoding))
            {
                await SendAsync(task, plan, sent, failed, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            log.InstancesSent(sent.Count, instances.Count, task.Peer.Name, task.Peer, task.Peer.LocalAeTitle);
        }

        return new StoreReport(sent, failed);
    }

    private async Task SendAsync(StoreTask task, ContextPlan plan, List<OutgoingInstance> sent, List<UnsentInstance> failed, CancellationToken cancellationToken)
    {
        int next = 0;
        int breaks = 0;
        while (next < plan.Instances.Count)
        {
            int before = sent.Count;
            try
            {
                // 2
                await using OutgoingAssociation association = await associations.OpenAsync(task.Peer, plan.Contexts, cancellationToken).ConfigureAwait(false);
                for (; next < plan.Instances.Count && !association.HasEnded; next++)
                {
                    // 3
                    OutgoingInstance instance = plan.Instances[next];
                    if (await TrySendAsync(association, task, instance, cancellationToken).ConfigureAwait(false) is { } failure) Note(failed, instance, failure, task);
                    else sent.Add(instance);
                }

                // 4
                await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (AssociationException e) when (task.IsPermissive)
            {
                // No association came about: there is none for the others either.
                Tell(task, e);
                foreach (OutgoingInstance instance in plan.Instances.Skip(next)) failed.Add(new UnsentInstance(instance, e));
                return;
            }

            breaks = sent.Count > before ? 0 : breaks + 1;
            if (breaks < MostBreaks) continue;
            var given = new AssociationException($"{task.Peer} ended {breaks} associations in a row without having taken an instance");
            foreach (OutgoingInstance instance in plan.Instances.Skip(next)) failed.Add(new UnsentInstance(instance, given));
            return;
        }
    }

    /// <summary>Null if the peer has it; else why not.</summary>
    private async Task<Exception?> TrySendAsync(OutgoingAssociation association, StoreTask task, OutgoingInstance instance, CancellationToken cancellationToken)
    {
        string what = $"instance {instance.Id}";
        try
        {
            if (await FindAsync(instance, cancellationToken).ConfigureAwait(false) is not { } file) throw new DimseFailureException($"{what} was deleted before it was sent");
            if (instance.SopClassUid.Length == 0) throw new DimseFailureException($"{what} has no SOP Class UID: no presentation context can be proposed for it");
            var request = new Command(CommandField.CStoreRequest)
            {
                AffectedSopClassUid = instance.SopClassUid,
                AffectedSopInstanceUid = instance.SopInstanceUid,
                Priority = 0,
                MoveOriginatorAeTitle = task.MoveOriginatorAeTitle.Length > 0 ? task.MoveOriginatorAeTitle : null,
                MoveOriginatorMessageId = task.MoveOriginatorAeTitle.Length > 0 ? task.MoveOriginatorId : null,
            };
            await StorageUser.SendAsync(association, new StoredFile(reader, file), request, what, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (AssociationException e)
        {
            return Refuse(task, new AssociationException($"{what} was not sent to {task.Peer}: {e.Message}", e));
        }
        catch (DicomFormatException e)
        {
            return Refuse(task, new DimseFailureException($"{what} cannot be sent to {task.Peer} in a transfer syntax that it accepts: {e.Message}"));
        }
        catch (Exception e) when (e is DimseFailureException || AttachmentReader.IsDamage(e))
        {
            return Refuse(task, e);
        }
    }

    private static Exception Refuse(StoreTask task, Exception failure) => task.IsPermissive ? failure : throw failure;

    private void Note(List<UnsentInstance> failed, OutgoingInstance instance, Exception failure, StoreTask task)
    {
        Tell(task, failure);
        failed.Add(new UnsentInstance(instance, failure));
    }

    // Says first how many were not told of.
    private void Tell(StoreTask task, Exception failure)
    {
        (bool isLogged, int missed) = _failures.Take();
        if (missed > 0) log.AssociationsNotShown(missed);
        if (isLogged) log.SendingFailed(task.Peer.Name, task.Peer, failure.Message);
    }

    private async Task<Attachment?> FindAsync(OutgoingInstance instance, CancellationToken cancellationToken)
    {
        if (await index.FindAsync(instance.Id, cancellationToken).ConfigureAwait(false) is not { } row) return null;
        return await index.AttachmentAsync(row.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false) is { } file ? new Attachment(row, file) : null;
    }
}
