using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Every operation that is described, in the order in which the document shows them.</summary>
internal static class OperationCatalogue
{
    /// <summary>What the document's tags are about, in order.</summary>
    public static IReadOnlyList<(string Name, string Description)> Tags { get; } =
    [
        ("Instances", "DICOM instances: upload, look, tags, file"),
        ("Series", "Browse, count and delete series"),
        ("Studies", "Browse, count and delete studies"),
        ("Patients", "Browse, count, protect and delete patients"),
        ("Attachments", "Numbered content of resources: 1 the DICOM file, 2 the summary of its tags, from 1024 on yours"),
        ("Metadata", "Small texts of resources; from number 1024 on yours"),
        ("Labels", "Labels of resources"),
        ("Changes", "What happened, in order"),
        ("Modalities", "Remote Application Entities, and what they may do"),
        ("Tools", "Look-up, bulk deletion, time, identifiers"),
        ("Storage commitment", "Whether other archives keep what was sent to them"),
        ("System", "The server itself"),
        ("Monitoring", "Health and metrics"),
    ];

    /// <summary>New ones at each call: an operation is written once.</summary>
    public static IEnumerable<Operation> All() =>
    [
        .. UploadOperations.All(),
        .. ResourceOperations.Of(ResourceLevel.Instance),
        .. TagOperations.All(),
        .. ResourceOperations.Of(ResourceLevel.Series),
        .. ResourceOperations.Of(ResourceLevel.Study),
        .. ResourceOperations.Of(ResourceLevel.Patient),
        .. ResourceOperations.Protection(),
        .. Levels.All.SelectMany(AttachmentOperations.Of),
        .. Levels.All.SelectMany(AnnotationOperations.Of),
        .. LogOperations.All(),
        .. ModalityOperations.All(),
        .. SendingOperations.All(),
        .. ToolOperations.All(),
        .. ToolOperations.Settings(),
        .. CommitmentOperations.All(),
        .. SystemOperations.All(),
        .. MonitoringOperations.All(),
    ];
}
