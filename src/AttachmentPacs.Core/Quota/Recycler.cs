using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Quota;

/// <summary>
/// Deletes patients to make room, those first whose last instance came longest ago, as Orthanc does (contract 1.10, 1.11). Looks first whether
/// it can make enough room: nobody is deleted in vain. Each deletion is an ordinary one, with its tombstones, and whole after a crash.
/// </summary>
internal sealed class Recycler(IIndex index, ILogger log)
{
    private const int FirstLook = 16;

    /// <summary>Makes room; false, and nothing is deleted, if those who may go are not enough. Protection must not change meanwhile.</summary>
    /// <param name="excess">What has to go.</param>
    /// <param name="spared">Who must not.</param>
    /// <param name="cancellationToken">Heeded between two patients.</param>
    public async Task<bool> FreeAsync(Need excess, ResourceId? spared, CancellationToken cancellationToken)
    {
        if (await PlanAsync(excess, spared, cancellationToken).ConfigureAwait(false) is not { } plan) return false;
        foreach ((ResourceId patient, ResourceStatistics holds) in plan)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeleteOutcome outcome = await index.DeleteAsync(patient, ResourceLevel.Patient, CancellationToken.None).ConfigureAwait(false);
            if (outcome.Found) log.PatientRecycled(patient, holds.Studies, holds.Instances, holds.CompressedSize);
        }

        return true;
    }

    private async Task<List<(ResourceId Patient, ResourceStatistics Holds)>?> PlanAsync(
        Need excess, ResourceId? spared, CancellationToken cancellationToken)
    {
        var plan = new List<(ResourceId, ResourceStatistics)>();
        var seen = new HashSet<ResourceId>();
        for (int limit = FirstLook; ; limit = limit > int.MaxValue / 4 ? int.MaxValue : limit * 4)
        {
            IReadOnlyList<ResourceId> order = await index.RecyclingOrderAsync(limit, cancellationToken).ConfigureAwait(false);
            foreach (ResourceId patient in order)
            {
                if (!seen.Add(patient) || patient == spared) continue;
                if (await index.FindAsync(patient, cancellationToken).ConfigureAwait(false) is not { } row) continue;
                ResourceStatistics holds = await index.StatisticsAsync(row.Key, cancellationToken).ConfigureAwait(false);
                plan.Add((patient, holds));
                excess -= new Need(holds.CompressedSize, 1);
                if (excess is { Size: <= 0, Patients: <= 0 }) return plan;
            }

            if (order.Count < limit) return null;
        }
    }
}
