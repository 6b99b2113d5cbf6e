namespace AttachmentPacs.Plugins;

/// <summary>One write of <see cref="IPluginArchive.WriteAsync"/>.</summary>
public sealed class ArchiveWrite
{
    private ArchiveWrite(int type, bool isMetadata, Expected expected) => (Type, IsMetadata, Expected) = (type, isMetadata, expected);

    /// <summary>1024 to 65535.</summary>
    public int Type { get; }

    /// <summary>It is a metadata, else an attachment.</summary>
    public bool IsMetadata { get; }

    /// <summary>What must be there for the write to be done.</summary>
    public Expected Expected { get; }

    /// <summary>Content of an attachment, read once, from here to its end, and left open; null for a metadata and for a deletion.</summary>
    public Stream? Content { get; private init; }

    /// <summary>Value of a metadata; null for an attachment and for a deletion.</summary>
    public string? Value { get; private init; }

    /// <summary>It deletes, else it adds or replaces.</summary>
    public bool IsDeletion => Content is null && Value is null;

    /// <summary>Adds an attachment, or replaces it.</summary>
    public static ArchiveWrite PutAttachment(int type, Stream content, Expected expected = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new ArchiveWrite(type, false, expected) { Content = content };
    }

    /// <summary>Deletes an attachment, which must be there.</summary>
    public static ArchiveWrite DeleteAttachment(int type, Expected expected = default) => new(type, false, expected);

    /// <summary>Adds a metadata, or replaces it.</summary>
    public static ArchiveWrite PutMetadata(int type, string value, Expected expected = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new ArchiveWrite(type, true, expected) { Value = value };
    }

    /// <summary>Deletes a metadata, which must be there.</summary>
    public static ArchiveWrite DeleteMetadata(int type, Expected expected = default) => new(type, true, expected);
}

/// <summary>What must be there for a write to be done. The default asks for nothing.</summary>
public readonly record struct Expected
{
    private Expected(bool isChecked, long? revision) => (IsChecked, Revision) = (isChecked, revision);

    /// <summary>Whether anything is asked for.</summary>
    public bool IsChecked { get; }

    /// <summary>The revision that the item must have; null, if <see cref="IsChecked"/>: it must not be there.</summary>
    public long? Revision { get; }

    /// <summary>The item must not be there.</summary>
    public static Expected Absent => new(true, null);

    /// <summary>The item must be at this revision.</summary>
    public static Expected At(long revision) => new(true, revision);
}

/// <summary>How a write ended.</summary>
public enum WriteStatus
{
    /// <summary>All is written, durably.</summary>
    Done,

    /// <summary>The resource is not there; nothing is written.</summary>
    UnknownResource,

    /// <summary>What one of the writes deletes, or expects at a revision, is not there; nothing is written.</summary>
    UnknownItem,

    /// <summary>One of the writes expects another revision than there is; nothing is written.</summary>
    RevisionMismatch,
}

/// <summary>How a write ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Revisions">When done, the revisions of the items after it, in the order of the writes; else empty.</param>
/// <param name="RefusedAt">When not done, the number of the write that could not be done, from 0 on; else null.</param>
public sealed record WriteResult(WriteStatus Status, IReadOnlyList<long> Revisions, int? RefusedAt);
