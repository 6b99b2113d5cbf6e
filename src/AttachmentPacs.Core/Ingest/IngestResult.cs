using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Core.Ingest;

/// <summary>How an instance fared; the names are those of the REST API (contract 1.5).</summary>
public enum IngestStatus
{
    /// <summary>Stored or replaced: durable and indexed.</summary>
    Success,

    /// <summary>It is there already.</summary>
    AlreadyStored,

    /// <summary>The duplicate policy <c>reject</c> refused it.</summary>
    Duplicate,

    /// <summary>A filter refused it: nothing is stored.</summary>
    FilteredOut,
}

/// <summary>How an instance fared, and its place.</summary>
/// <param name="Status">How it fared.</param>
/// <param name="Identity">Its identifiers and ids.</param>
/// <param name="Reason">Why it was filtered out; null otherwise.</param>
public sealed record IngestResult(IngestStatus Status, InstanceIdentity Identity, string? Reason = null);
