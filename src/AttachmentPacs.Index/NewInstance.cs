using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>What to do with an instance whose id is there already (Storage:Duplicates).</summary>
public enum DuplicatePolicy
{
    /// <summary>Keep the old one, tell the sender <see cref="StoreStatus.AlreadyStored"/>.</summary>
    Ignore,

    /// <summary>Keep the old one, tell the sender <see cref="StoreStatus.Rejected"/>.</summary>
    Reject,

    /// <summary>The newcomer takes the old one's place; parents are not touched but for their date.</summary>
    Replace,
}

/// <summary>What one level of the tree says of itself when it is created: ignored where the resource exists already.</summary>
/// <param name="Id">Public id.</param>
/// <param name="MainTags">Main DICOM tags (contract 1.17); for a study, followed by copies of the patient's.</param>
/// <param name="Metadata">Metadata to create with it (contract 1.4): type and value.</param>
public sealed record NewResource(ResourceId Id, IReadOnlyList<TagValue> MainTags, IReadOnlyList<KeyValuePair<int, string>> Metadata);

/// <summary>An instance to be indexed, its blobs already durable under their names (design, step 8).</summary>
/// <param name="Patient">Its patient.</param>
/// <param name="Study">Its study.</param>
/// <param name="Series">Its series.</param>
/// <param name="Instance">Itself.</param>
/// <param name="Attachments">Content type and blob of each attachment.</param>
/// <param name="OnDuplicate">What to do if its id is there already.</param>
/// <param name="ExpectedInstances">
/// ExpectedNumberOfInstances of the series, when known: the index logs CompletedSeries when the distinct IndexInSeries values 1..n are all there.
/// </param>
public sealed record NewInstance(
    NewResource Patient, NewResource Study, NewResource Series, NewResource Instance,
    IReadOnlyList<KeyValuePair<int, BlobRow>> Attachments, DuplicatePolicy OnDuplicate, int? ExpectedInstances = null);

/// <summary>How storing ended.</summary>
public enum StoreStatus
{
    /// <summary>Indexed, durable.</summary>
    Stored,

    /// <summary>Indexed in place of an older one, durable.</summary>
    Replaced,

    /// <summary>It is there already and was kept. Nothing changed.</summary>
    AlreadyStored,

    /// <summary>It is there already, and the policy forbids a second. Nothing changed.</summary>
    Rejected,

    /// <summary>A blob is on its way out, or its file is gone: publish it once more under another name and call again. Nothing changed.</summary>
    BlobUnavailable,
}

/// <summary>How storing ended, and what it changed.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Changes">The changes logged, in order; empty unless stored or replaced.</param>
/// <param name="UnavailableBlobs">With <see cref="StoreStatus.BlobUnavailable"/>: which.</param>
public sealed record StoreOutcome(StoreStatus Status, IReadOnlyList<ChangeRow> Changes, IReadOnlyList<Guid> UnavailableBlobs);
