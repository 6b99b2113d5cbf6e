using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>A blob as the index keeps it; the columns of table <c>blobs</c>. Hashes as in the storage's own record.</summary>
/// <param name="Uuid">Name of the file.</param>
/// <param name="CompressionType">Number of the codec (contract 1.16; 1000 and up are ours).</param>
/// <param name="UncompressedSize">Bytes of the content.</param>
/// <param name="CompressedSize">Bytes of the file.</param>
/// <param name="Sha256">SHA-256 of the content; empty if unknown.</param>
/// <param name="UncompressedMd5">MD5 of the content, or null.</param>
/// <param name="CompressedMd5">MD5 of the file, or null.</param>
/// <param name="StoredXxh3">XXH3-128 of the file; empty if unknown.</param>
/// <param name="BlockXxh3">XXH3-128 of each 1 MiB block of the file, concatenated; empty for a single block.</param>
public sealed record BlobRow(
    Guid Uuid, int CompressionType, long UncompressedSize, long CompressedSize, byte[] Sha256,
    byte[]? UncompressedMd5, byte[]? CompressedMd5, byte[] StoredXxh3, byte[] BlockXxh3);

/// <summary>A main DICOM tag: <paramref name="Tag"/> is group * 65536 + element; the value is UTF-8 text without padding.</summary>
public readonly record struct TagValue(uint Tag, string Value);

/// <summary>A metadata value (contract 1.4) and its revision, which starts at 0.</summary>
public readonly record struct MetadataRow(int Type, string Value, long Revision);

/// <summary>An attachment of a resource and its revision, which starts at 0.</summary>
/// <param name="Type">Content type (contract 1.3): 1 dicom, 2 dicom-as-json, 1024 and up for users.</param>
/// <param name="Blob">What it points to.</param>
/// <param name="Revision">Counts the changes since it was created.</param>
/// <param name="Damaged">A read or a verification found the blob's bytes wrong or missing.</param>
public sealed record AttachmentRow(int Type, BlobRow Blob, long Revision, bool Damaged);

/// <summary>A resource's place in the tree.</summary>
/// <param name="Key">The index's own key; never shown outside, never used again after a deletion.</param>
/// <param name="Level">Its level.</param>
/// <param name="Id">Its public id.</param>
/// <param name="ParentKey">Key of its parent; 0 for patients.</param>
/// <param name="ParentId">Public id of its parent; null for patients.</param>
/// <param name="LastUpdate">When an instance below it was last stored or deleted, UTC; for an instance, when it was stored.</param>
/// <param name="IsProtected">Never recycled (patients only).</param>
/// <param name="IsStable">No instance has come since its last Stable change was logged (patients, studies and series; instances always are).</param>
public sealed record ResourceRow(
    long Key, ResourceLevel Level, ResourceId Id, long ParentKey, ResourceId? ParentId, DateTimeOffset LastUpdate, bool IsProtected, bool IsStable);

/// <summary>An entry of the change log (contract 1.9).</summary>
/// <param name="Sequence">Rises by commit order; never used again, not even after the log is cleared.</param>
/// <param name="Type">What happened.</param>
/// <param name="Level">Level of the resource.</param>
/// <param name="Id">The resource.</param>
/// <param name="Date">When, UTC, to the second.</param>
public readonly record struct ChangeRow(long Sequence, ChangeType Type, ResourceLevel Level, ResourceId Id, DateTimeOffset Date)
{
    /// <summary>
    /// Of <see cref="ChangeType.Deleted"/>: the nearest resource above it that outlived the deletion, if it is still there. Null otherwise, and for
    /// deletions by a version that did not note it.
    /// </summary>
    public ResourceId? Parent { get; init; }
}

/// <summary>A page of the change log.</summary>
/// <param name="Changes">In ascending sequence.</param>
/// <param name="Done">Nothing follows (for the newest-first form: nothing precedes).</param>
/// <param name="Last">Sequence of the last change reported, or the log's last sequence when none is.</param>
public sealed record ChangePage(IReadOnlyList<ChangeRow> Changes, bool Done, long Last);

/// <summary>Counters of the whole index, kept by each transaction: reading them costs nothing. Sizes in bytes, summed over attachments.</summary>
public readonly record struct IndexStatistics(
    long Patients, long Studies, long Series, long Instances, long CompressedSize, long UncompressedSize);

/// <summary>Counters of one resource and all below it. Sizes in bytes, summed over attachments; the Dicom ones over attachment 1 only.</summary>
public readonly record struct ResourceStatistics(
    long Studies, long Series, long Instances, long CompressedSize, long UncompressedSize, long DicomCompressedSize, long DicomUncompressedSize);

/// <summary>An entry of the export log (contract 1.9).</summary>
public sealed record ExportRow(
    long Sequence, ResourceLevel Level, ResourceId Id, string RemoteModality, DateTimeOffset Date,
    string PatientId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid);

/// <summary>A page of the export log.</summary>
public sealed record ExportPage(IReadOnlyList<ExportRow> Exports, bool Done, long Last);
