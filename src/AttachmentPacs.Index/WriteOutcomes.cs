using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>How a conditional write ended.</summary>
public enum WriteStatus
{
    /// <summary>Done, durable.</summary>
    Done,

    /// <summary>The resource is not there.</summary>
    UnknownResource,

    /// <summary>The attachment, metadata or label is not there.</summary>
    UnknownItem,

    /// <summary>
    /// The item is at another revision than the caller expects, or exists although the caller expects none, or
    /// <see cref="Precondition.WhileAttached"/> does not hold.
    /// </summary>
    RevisionMismatch,

    /// <summary>The blob is on its way out, or its file is gone: publish it once more under another name and call again.</summary>
    BlobUnavailable,

    /// <summary>
    /// The same write was done before under the same <see cref="Precondition.Once"/>: nothing was done now. The revision is the one of then.
    /// </summary>
    DoneBefore,

    /// <summary>Another write was done before under the same <see cref="Precondition.Once"/>: nothing was done now.</summary>
    KeyReused,
}

/// <summary>How a conditional write ended, and the item's revision now (when done).</summary>
public readonly record struct WriteOutcome(WriteStatus Status, long Revision)
{
    /// <summary>Of an attachment that was put: the MD5 (16 bytes) that the index shows, which may be that of an older row of the same blob; null if it has none.</summary>
    public byte[]? Md5 { get; init; }

    /// <summary>The write was done.</summary>
    public bool IsDone => Status == WriteStatus.Done;
}

/// <summary>
/// What the caller knows of the item it writes: checked inside the transaction. <see cref="Any"/> asks for no check.
/// </summary>
/// <param name="Checked">Whether to check at all.</param>
/// <param name="Revision">The revision the item must have; null: it must not exist.</param>
/// <param name="Md5">When given, the MD5 (16 bytes) of the content, or of the UTF-8 value, that the item must have too.</param>
public readonly record struct Precondition(bool Checked, long? Revision, byte[]? Md5)
{
    /// <summary>
    /// When given, and whatever else is asked: the write is answered <see cref="WriteStatus.RevisionMismatch"/> unless the resource's
    /// attachment of this type points to this blob. For what is derived from an attachment (a summary, the same content in another codec): a
    /// resource that was replaced meanwhile, or deleted and stored anew, must not get it. Revisions do not tell that: they start at 0 again.
    /// </summary>
    public (int Type, Guid Blob)? WhileAttached { get; init; }

    /// <summary>
    /// When given, the write is done once for this key, and noted in the transaction that does it. Looked at before all else: a write that comes
    /// again is answered as it was, whatever has become of the item since, or of the resource.
    /// </summary>
    public IdempotencyKey? Once { get; init; }

    /// <summary>No check.</summary>
    public static Precondition Any => default;

    /// <summary>The item must be at this revision, with this content.</summary>
    public static Precondition Match(long revision, byte[]? md5) => new(true, revision, md5);

    /// <summary>The item must not exist.</summary>
    public static Precondition Absent => new(true, null, null);
}

/// <summary>What a deletion left.</summary>
/// <param name="Found">The resource was there.</param>
/// <param name="RemainingAncestor">The nearest ancestor that still has children; null when the patient went too.</param>
/// <param name="Deleted">Every resource that went: the one asked for, all below it, all parents left empty.</param>
public sealed record DeleteOutcome(bool Found, ResourceRow? RemainingAncestor, IReadOnlyList<ResourceId> Deleted);
