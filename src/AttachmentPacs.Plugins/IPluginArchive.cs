namespace AttachmentPacs.Plugins;

/// <summary>
/// The archive, as far as plugins go: everything may be read, and attachments and metadata from number 1024 on may be written. Resources are named
/// by their ids of 44 characters. What was acknowledged before a call is seen by it. Safe for use by many threads.
/// </summary>
/// <remarks>
/// All methods throw <see cref="ArgumentException"/> for what can never be right, <see cref="IOException"/> for what the storage or the index
/// cannot do now (damage, no room, no answer), <see cref="ObjectDisposedException"/> after the plugin was stopped.
/// </remarks>
public interface IPluginArchive
{
    /// <summary>A resource; null if there is none of this id.</summary>
    Task<ArchiveResource?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Ids of what is directly below a resource, in ascending order; empty for instances, and for what is not there.</summary>
    Task<IReadOnlyList<string>> ChildrenAsync(string id, CancellationToken cancellationToken);

    /// <summary>All attachments of a resource in ascending order of their types; empty if it is not there.</summary>
    Task<IReadOnlyList<ArchiveAttachment>> AttachmentsAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Copies an attachment's content to a stream; each block is verified before it is written. Returns what was read, or null if there is none. A
    /// failure amid the copy leaves the stream with less than the whole.
    /// </summary>
    Task<ArchiveAttachment?> ReadAsync(string id, int type, Stream destination, CancellationToken cancellationToken);

    /// <summary>All metadata of a resource in ascending order of their types; empty if it is not there.</summary>
    Task<IReadOnlyList<ArchiveMetadata>> MetadataAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Writes several attachments and metadata of one resource: all of them, durably, or none. The change log has a row for each.
    /// </summary>
    /// <param name="id">The resource.</param>
    /// <param name="writes">At least one, for each type of attachments and of metadata at most one.</param>
    /// <param name="cancellationToken">Cancels up to the commit; nothing is written then.</param>
    Task<WriteResult> WriteAsync(string id, IReadOnlyList<ArchiveWrite> writes, CancellationToken cancellationToken);
}

/// <summary>A patient, study, series or instance.</summary>
/// <param name="Id">44 characters, as in the REST API.</param>
/// <param name="Level">Its level.</param>
/// <param name="Parent">Id of what is above it; null for patients.</param>
/// <param name="MainTags">Main DICOM tags by <c>gggg,eeee</c> in lower case, as in <c>0008,0018</c>.</param>
public sealed record ArchiveResource(string Id, ResourceLevel Level, string? Parent, IReadOnlyDictionary<string, string> MainTags);

/// <summary>An attachment.</summary>
/// <param name="Type">1 the DICOM file, 2 the JSON summary of its tags, from 1024 on those of users and plugins.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="Sha256">Of the content, 64 hexadecimal digits in lower case; null if it is not known.</param>
/// <param name="Revision">Counts its changes, from 0 on.</param>
public sealed record ArchiveAttachment(int Type, long Size, string? Sha256, long Revision);

/// <summary>A metadata.</summary>
/// <param name="Type">Its number; from 1024 on those of users and plugins.</param>
/// <param name="Value">Its value.</param>
/// <param name="Revision">Counts its changes, from 0 on.</param>
public sealed record ArchiveMetadata(int Type, string Value, long Revision);
