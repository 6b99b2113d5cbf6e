using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Identity;

/// <summary>Where an instance belongs: the identifying values, without padding, and the four ids made of them (contract 1.2).</summary>
/// <param name="PatientId">Empty if absent.</param>
/// <param name="StudyInstanceUid">Never empty.</param>
/// <param name="SeriesInstanceUid">Never empty.</param>
/// <param name="SopInstanceUid">Never empty.</param>
/// <param name="SopClassUid">Empty if absent.</param>
public sealed record InstanceIdentity(
    string PatientId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, string SopClassUid)
{
    /// <summary>Id of the patient.</summary>
    public ResourceId Patient { get; } = ResourceId.ForPatient(PatientId);

    /// <summary>Id of the study.</summary>
    public ResourceId Study { get; } = ResourceId.ForStudy(PatientId, StudyInstanceUid);

    /// <summary>Id of the series.</summary>
    public ResourceId Series { get; } = ResourceId.ForSeries(PatientId, StudyInstanceUid, SeriesInstanceUid);

    /// <summary>Id of the instance.</summary>
    public ResourceId Instance { get; } = ResourceId.ForInstance(PatientId, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid);

    /// <summary>Reads the identity of a data set.</summary>
    /// <exception cref="DicomFormatException">A UID is absent or empty: <see cref="DicomFault.NotIdentified"/>.</exception>
    /// <remarks>Trailing padding does not count, leading spaces do: as in the ids that Orthanc's clients know.</remarks>
    public static InstanceIdentity Of(in DicomHead head, TagReader tags)
    {
        if (head.Find(Tags.DirectoryRecordSequence) >= 0)
        {
            throw new DicomFormatException(
                DicomFault.NotIdentified, "This is a DICOMDIR, the directory of a medium: send the files that it lists", Tags.DirectoryRecordSequence,
                head.Elements[head.Find(Tags.DirectoryRecordSequence)].Offset);
        }

        return new InstanceIdentity(
            tags.Find(head, Tags.PatientId) ?? "",
            Required(head, tags, Tags.StudyInstanceUid),
            Required(head, tags, Tags.SeriesInstanceUid),
            Required(head, tags, Tags.SopInstanceUid),
            tags.Find(head, Tags.SopClassUid) ?? "");
    }

    private static string Required(in DicomHead head, TagReader tags, uint tag)
    {
        int index = head.Find(tag);
        string value = index < 0 ? "" : tags.Find(head, tag) ?? "";
        if (value.Length > 0) return value;
        string what = index < 0 ? "is absent" : "is empty";
        throw new DicomFormatException(
            DicomFault.NotIdentified, $"The instance cannot be identified, because {TagText.Describe(tag)} {what}", tag,
            index < 0 ? 0 : head.Elements[index].Offset);
    }
}
