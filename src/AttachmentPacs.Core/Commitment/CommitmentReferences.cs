using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Commitment;

/// <summary>Which instances a storage commitment is about.</summary>
public static class CommitmentReferences
{
    /// <summary>The instances of resources of any level, each once, in the order of the resources.</summary>
    /// <exception cref="KeyNotFoundException">There is no such resource.</exception>
    /// <exception cref="InvalidDataException">An instance has no SOP Class UID: no commitment can be asked for.</exception>
    public static async Task<IReadOnlyList<SopReference>> OfResourcesAsync(
        IIndexReader index, IEnumerable<ResourceId> resources, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(resources);
        var references = new List<SopReference>();
        var seen = new HashSet<SopReference>();
        foreach (ResourceId id in resources)
        {
            ResourceRow row = await index.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new KeyNotFoundException($"There is no resource {id}");
            IReadOnlyList<ResourceId> instances = row.Level == ResourceLevel.Instance
                ? [id]
                : await index.DescendantsAsync(row.Key, ResourceLevel.Instance, cancellationToken).ConfigureAwait(false);
            foreach (ResourceId instance in instances)
            {
                if (await OfInstanceAsync(index, instance, cancellationToken).ConfigureAwait(false) is { } reference && seen.Add(reference)) references.Add(reference);
            }
        }

        return references;
    }

    /// <summary>References as a client names them, each once.</summary>
    /// <exception cref="InvalidDataException">One is not made of UIDs.</exception>
    public static IReadOnlyList<SopReference> Checked(IEnumerable<SopReference> references)
    {
        SopReference[] distinct = [.. references.Distinct()];
        foreach (string uid in distinct.SelectMany(each => (string[])[each.SopClassUid, each.SopInstanceUid]))
        {
            if (!DicomUid.IsOne(uid)) throw new InvalidDataException($"\"{uid}\" is no UID: expected digits and dots, {DicomUid.Longest} at most");
        }

        return distinct;
    }

    // Null if it was deleted meanwhile.
    private static async Task<SopReference?> OfInstanceAsync(IIndexReader index, ResourceId id, CancellationToken cancellationToken)
    {
        if (await index.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } row) return null;
        string sopClass = (await index.MetadataAsync(row.Key, MetadataType.SopClassUid, cancellationToken).ConfigureAwait(false))?.Value ?? "";
        IReadOnlyList<TagValue> tags = await index.MainTagsAsync(row.Key, cancellationToken).ConfigureAwait(false);
        string uid = tags.FirstOrDefault(tag => tag.Tag == Tags.SopInstanceUid).Value ?? "";
        return DicomUid.IsOne(sopClass) && DicomUid.IsOne(uid)
            ? new SopReference(sopClass, uid)
            : throw new InvalidDataException($"Instance {id} has no SOP Class UID, or a SOP Instance UID that is none: no storage commitment can be asked for");
    }
}
