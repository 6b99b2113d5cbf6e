namespace AttachmentPacs.Plugins;

/// <summary>
/// Hears of each instance soon after it is stored. One at a time, in the order of the queue; what comes while the queue is full, and what waits
/// in it at a stop, is not told. Who must not miss any implements <see cref="IChangeListener"/>.
/// </summary>
public interface IStoredListener
{
    /// <summary>An instance was stored or replaced: it is durable and can be read. What this throws is logged.</summary>
    Task OnStoredAsync(StoredInstance instance, CancellationToken cancellationToken);
}

/// <summary>An instance that has been stored.</summary>
/// <param name="Ids">Where it belongs.</param>
/// <param name="PatientId">Patient ID (0010,0020); empty if absent.</param>
/// <param name="StudyInstanceUid">Study Instance UID (0020,000D).</param>
/// <param name="SeriesInstanceUid">Series Instance UID (0020,000E).</param>
/// <param name="SopInstanceUid">SOP Instance UID (0008,0018).</param>
/// <param name="SopClassUid">SOP Class UID (0008,0016); empty if absent.</param>
/// <param name="Origin">Who sent it.</param>
public sealed record StoredInstance(
    InstanceIds Ids, string PatientId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid,
    InstanceOrigin Origin);
