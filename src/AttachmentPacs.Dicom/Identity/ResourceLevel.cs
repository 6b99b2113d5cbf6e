namespace AttachmentPacs.Dicom.Identity;

/// <summary>The four levels of the DICOM information model (PS3.3 A.1.2), with the numbers of contract 1.1.</summary>
public enum ResourceLevel
{
    /// <summary>All studies of one Patient ID.</summary>
    Patient = 1,

    /// <summary>One Study Instance UID of a patient.</summary>
    Study = 2,

    /// <summary>One Series Instance UID of a study.</summary>
    Series = 3,

    /// <summary>One SOP Instance.</summary>
    Instance = 4,
}
