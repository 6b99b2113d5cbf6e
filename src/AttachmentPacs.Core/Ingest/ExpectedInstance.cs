using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Core.Ingest;

/// <summary>What a sender said that it would send, in the command before the data set (PS3.7 9.1.1).</summary>
/// <param name="SopClassUid">Affected SOP Class UID.</param>
/// <param name="SopInstanceUid">Affected SOP Instance UID.</param>
public sealed record ExpectedInstance(string SopClassUid, string SopInstanceUid)
{
    /// <exception cref="InstanceMismatchException">The data set is another instance, or of another class.</exception>
    /// <exception cref="DicomFormatException">It does not say of which class it is.</exception>
    internal void Check(InstanceIdentity identity)
    {
        if (identity.SopClassUid.Length == 0)
        {
            throw new DicomFormatException(DicomFault.NotIdentified, "SOP Class UID is absent or empty", Tags.SopClassUid, 0);
        }

        if (identity.SopInstanceUid != SopInstanceUid) throw new InstanceMismatchException("SOP Instance UID", SopInstanceUid, identity.SopInstanceUid);
        if (identity.SopClassUid != SopClassUid) throw new InstanceMismatchException("SOP Class UID", SopClassUid, identity.SopClassUid);
    }
}

/// <summary>The data set is not what the command before it announced; nothing is stored.</summary>
public sealed class InstanceMismatchException(string what, string announced, string found)
    : IOException($"The {what} of the data set is {found}, but the command announced {announced}")
{
    /// <summary>Which of the two UIDs differs.</summary>
    public string What { get; } = what;
}
