namespace AttachmentPacs.Index;

/// <summary>One of several writes that are done together: <see cref="IIndexWriter.WriteItemsAsync"/>.</summary>
/// <param name="Type">Of the attachment or metadata.</param>
/// <param name="Precondition">What the caller knows of it.</param>
public abstract record ItemWrite(int Type, Precondition Precondition);

/// <summary>Adds or replaces an attachment.</summary>
public sealed record AttachmentPut(int Type, BlobRow Blob, Precondition Precondition) : ItemWrite(Type, Precondition);

/// <summary>Deletes an attachment.</summary>
public sealed record AttachmentDeletion(int Type, Precondition Precondition) : ItemWrite(Type, Precondition);

/// <summary>Adds or replaces a metadata.</summary>
public sealed record MetadataPut(int Type, string Value, Precondition Precondition) : ItemWrite(Type, Precondition);

/// <summary>Deletes a metadata.</summary>
public sealed record MetadataDeletion(int Type, Precondition Precondition) : ItemWrite(Type, Precondition);

/// <summary>How several writes ended.</summary>
/// <param name="Status">Of all of them; when it is not <see cref="WriteStatus.Done"/>, of the first that could not be done.</param>
/// <param name="Revisions">When done, the items' revisions now, in the order of the writes; else empty.</param>
/// <param name="RefusedAt">When not done, the number of the write that could not be, from 0 on; else -1.</param>
public sealed record ItemsOutcome(WriteStatus Status, IReadOnlyList<long> Revisions, int RefusedAt)
{
    /// <summary>All writes were done.</summary>
    public bool IsDone => Status == WriteStatus.Done;
}
