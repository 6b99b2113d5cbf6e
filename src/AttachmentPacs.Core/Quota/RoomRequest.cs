using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Quota;

/// <summary>What wants room: at most so much, and on a second look, which costs questions to the index, exactly so much.</summary>
/// <param name="AtMost">As if nothing of it were there yet.</param>
/// <param name="LookAsync">What it adds to what is there, never negative, and the patient whom it must not push out.</param>
internal sealed record RoomRequest(Need AtMost, Func<CancellationToken, ValueTask<(Need Need, ResourceId? Spared)>> LookAsync)
{
    /// <summary>An instance with its summary, <paramref name="size"/> stored bytes together.</summary>
    public static RoomRequest ForInstance(IIndexReader index, InstanceIdentity identity, long size) => new(
        new Need(size, 1),
        async cancellationToken =>
        {
            long old = 0;
            if (await index.FindAsync(identity.Instance, cancellationToken).ConfigureAwait(false) is { } existing)
            {
                IReadOnlyList<AttachmentRow> rows = await index.AttachmentsAsync(existing.Key, cancellationToken).ConfigureAwait(false);
                old = rows.Where(row => !AttachmentType.IsUser(row.Type)).Sum(row => row.Blob.CompressedSize);
            }

            bool isKnown = await index.FindAsync(identity.Patient, cancellationToken).ConfigureAwait(false) is not null;
            return (new Need(Math.Max(0, size - old), isKnown ? 0 : 1), identity.Patient);
        });

    /// <summary>One attachment of a resource of any level.</summary>
    public static RoomRequest ForAttachment(IIndexReader index, ResourceId resource, int type, long size) => ForAttachments(index, resource, [(type, size)]);

    /// <summary>Several of one resource.</summary>
    public static RoomRequest ForAttachments(IIndexReader index, ResourceId resource, IReadOnlyList<(int Type, long Size)> sizes) => new(
        new Need(sizes.Sum(each => each.Size), 0),
        async cancellationToken =>
        {
            if (await index.FindAsync(resource, cancellationToken).ConfigureAwait(false) is not { } row) return (default, null);
            long grown = 0;
            foreach ((int type, long size) in sizes)
            {
                AttachmentRow? old = await index.AttachmentAsync(row.Key, type, cancellationToken).ConfigureAwait(false);
                grown += Math.Max(0, size - (old?.Blob.CompressedSize ?? 0));
            }

            ResourceRow? patient = row.Level == ResourceLevel.Patient
                ? row
                : await index.AncestorAsync(row.Key, ResourceLevel.Patient, cancellationToken).ConfigureAwait(false);
            return (new Need(grown, 0), patient?.Id);
        });
}
