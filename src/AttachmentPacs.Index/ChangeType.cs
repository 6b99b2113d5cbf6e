namespace AttachmentPacs.Index;

/// <summary>Kinds of changes, with the numbers of contract 1.9; their names are those of the REST API.</summary>
public enum ChangeType
{
    /// <summary>All expected instances of a series are there.</summary>
    CompletedSeries = 1,
    /// <summary>An instance was stored, or replaced.</summary>
    NewInstance = 2,
    /// <summary>First instance of a patient.</summary>
    NewPatient = 3,
    /// <summary>First instance of a series.</summary>
    NewSeries = 4,
    /// <summary>First instance of a study.</summary>
    NewStudy = 5,
    /// <summary>A study was made by anonymization.</summary>
    AnonymizedStudy = 6,
    /// <summary>A series was made by anonymization.</summary>
    AnonymizedSeries = 7,
    /// <summary>A study was made by modification.</summary>
    ModifiedStudy = 8,
    /// <summary>A series was made by modification.</summary>
    ModifiedSeries = 9,
    /// <summary>A patient was made by anonymization.</summary>
    AnonymizedPatient = 10,
    /// <summary>A patient was made by modification.</summary>
    ModifiedPatient = 11,
    /// <summary>No instance came for a while.</summary>
    StablePatient = 12,
    /// <summary>No instance came for a while.</summary>
    StableStudy = 13,
    /// <summary>No instance came for a while.</summary>
    StableSeries = 14,
    /// <summary>A user attachment was added, replaced or deleted.</summary>
    UpdatedAttachment = 15,
    /// <summary>A user metadata was added, replaced or deleted.</summary>
    UpdatedMetadata = 16,
    /// <summary>A resource was deleted: only seen by readers who ask for tombstones (design D9).</summary>
    Deleted = 4096,
}
