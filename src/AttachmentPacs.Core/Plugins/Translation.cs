using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Plugins;
using Contract = AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Plugins;

/// <summary>Our values in the contract's words. All of them are copies.</summary>
internal static class Translation
{
    public static CandidateInstance ToCandidate(this IncomingInstance instance, bool withTags)
    {
        InstanceIdentity identity = instance.Identity;
        return new CandidateInstance(
            identity.ToIds(), identity.PatientId, identity.StudyInstanceUid, identity.SeriesInstanceUid, identity.SopInstanceUid, identity.SopClassUid,
            instance.TransferSyntax, instance.Size, instance.Origin.ToContract(), withTags ? instance.Summary.ToArray() : ReadOnlyMemory<byte>.Empty);
    }

    public static Contract.StoredInstance ToContract(this Ingest.StoredInstance stored)
    {
        InstanceIdentity identity = stored.Result.Identity;
        return new Contract.StoredInstance(
            identity.ToIds(), identity.PatientId, identity.StudyInstanceUid, identity.SeriesInstanceUid, identity.SopInstanceUid, identity.SopClassUid,
            stored.Origin.ToContract());
    }

    public static ArchiveChange ToContract(this ChangeRow change) =>
        new(change.Sequence, change.Type.ToString(), change.Level.ToContract(), change.Id.ToString(), change.Parent?.ToString(), change.Date);

    public static Contract.ResourceLevel ToContract(this Dicom.Identity.ResourceLevel level) => level switch
    {
        Dicom.Identity.ResourceLevel.Patient => Contract.ResourceLevel.Patient,
        Dicom.Identity.ResourceLevel.Study => Contract.ResourceLevel.Study,
        Dicom.Identity.ResourceLevel.Series => Contract.ResourceLevel.Series,
        _ => Contract.ResourceLevel.Instance,
    };

    public static ArchiveResource ToContract(this ResourceRow row, IReadOnlyList<TagValue> tags) => new(
        row.Id.ToString(), row.Level.ToContract(), row.ParentId?.ToString(), tags.ToDictionary(tag => TagText.Format(tag.Tag), tag => tag.Value));

    public static ArchiveAttachment ToContract(this AttachmentRow row) => new(
        row.Type, row.Blob.UncompressedSize, row.Blob.Sha256.Length == 0 ? null : Convert.ToHexStringLower(row.Blob.Sha256), row.Revision);

    public static Precondition ToPrecondition(this Expected expected) =>
        !expected.IsChecked ? Precondition.Any : expected.Revision is { } revision ? Precondition.Match(revision, null) : Precondition.Absent;

    private static InstanceIds ToIds(this InstanceIdentity identity) =>
        new(identity.Patient.ToString(), identity.Study.ToString(), identity.Series.ToString(), identity.Instance.ToString());

    private static InstanceOrigin ToContract(this IngestOrigin origin) =>
        new(origin.Source.ToString(), origin.RemoteIp, origin.HttpUsername, origin.RemoteAet, origin.CalledAet);
}
