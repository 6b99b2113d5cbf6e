using System.Text;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Plugins;
using Contract = AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Plugins;

/// <summary>
/// The archive as one plugin sees it: nothing of ours but values of the contract comes out, and what goes in is checked here. At most
/// <see cref="Most"/> calls at a time, so that streams that hang hold a bounded number of files; none after <see cref="CloseAsync"/>.
/// </summary>
internal sealed class PluginArchive(Archive archive, int metadataBytes) : IPluginArchive
{
    /// <summary>Most calls at a time; others wait.</summary>
    public const int Most = 16;

    private readonly PluginGate _gate = new(Most);

    public Task<ArchiveResource?> FindAsync(string id, CancellationToken cancellationToken) => UseAsync(id, async (row, token) =>
        row is null ? null : row.ToContract(await archive.Index.MainTagsAsync(row.Key, token).ConfigureAwait(false)), cancellationToken);

    public Task<IReadOnlyList<string>> ChildrenAsync(string id, CancellationToken cancellationToken) => UseAsync<IReadOnlyList<string>>(id, async (row, token) =>
        row is null || row.Level == Dicom.Identity.ResourceLevel.Instance
            ? []
            : [.. (await archive.Index.DescendantsAsync(row.Key, row.Level + 1, token).ConfigureAwait(false)).Select(child => child.ToString())], cancellationToken);

    public Task<IReadOnlyList<ArchiveAttachment>> AttachmentsAsync(string id, CancellationToken cancellationToken) => UseAsync<IReadOnlyList<ArchiveAttachment>>(id, async (row, token) =>
        row is null ? [] : [.. (await archive.Index.AttachmentsAsync(row.Key, token).ConfigureAwait(false)).Select(attachment => attachment.ToContract())], cancellationToken);

    public Task<IReadOnlyList<ArchiveMetadata>> MetadataAsync(string id, CancellationToken cancellationToken) => UseAsync<IReadOnlyList<ArchiveMetadata>>(id, async (row, token) =>
        row is null
            ? []
            : [.. (await archive.Index.MetadataAsync(row.Key, token).ConfigureAwait(false)).Select(each => new ArchiveMetadata(each.Type, each.Value, each.Revision))], cancellationToken);

    public Task<ArchiveAttachment?> ReadAsync(string id, int type, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return UseAsync(id, async (row, token) =>
        {
            if (row is null) return null;

            // A summary is remade where it is missing or damaged.
            ReadOnlyMemory<byte>? summary = type == AttachmentType.DicomAsJson ? await archive.Summaries.ReadAsync(row, token).ConfigureAwait(false) : null;
            AttachmentRow? found = await archive.Index.AttachmentAsync(row.Key, type, token).ConfigureAwait(false);
            if (found is null) return null;
            if (summary is { } text) await destination.WriteAsync(text, token).ConfigureAwait(false);
            else
            {
                await archive.Reader.CopyAsync(
                    new Attachment(row, found), AttachmentReader.Form.Content, 0, found.Blob.UncompressedSize, destination, token).ConfigureAwait(false);
            }

            return found.ToContract();
        }, cancellationToken);
    }

    public Task<WriteResult> WriteAsync(string id, IReadOnlyList<ArchiveWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ResourceId resource = Parse(id);
        ItemWrite[] items = [.. writes.Select(ToItem)];
        return _gate.RunAsync(async token =>
        {
            ItemsOutcome outcome = await archive.Writer.WriteAsync(resource, items, token).ConfigureAwait(false);
            Contract.WriteStatus status = outcome.Status switch
            {
                Index.WriteStatus.Done => Contract.WriteStatus.Done,
                Index.WriteStatus.UnknownResource => Contract.WriteStatus.UnknownResource,
                Index.WriteStatus.UnknownItem => Contract.WriteStatus.UnknownItem,
                _ => Contract.WriteStatus.RevisionMismatch,
            };
            return new WriteResult(status, outcome.Revisions, outcome.IsDone ? null : outcome.RefusedAt);
        }, cancellationToken);
    }

    /// <summary>No call begins any more; those under way are cancelled. Ends when they have.</summary>
    public Task CloseAsync() => _gate.CloseAsync();

    private Task<T> UseAsync<T>(string id, Func<ResourceRow?, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        ResourceId resource = Parse(id);
        return _gate.RunAsync(async token => await use(await archive.Index.FindAsync(resource, token).ConfigureAwait(false), token).ConfigureAwait(false), cancellationToken);
    }

    // DICOM (1) and summary (2) are the archive's own, as is all metadata below 1024.
    private ItemWrite ToItem(ArchiveWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!AttachmentType.IsUser(write.Type))
        {
            throw new ArgumentException($"{(write.IsMetadata ? "Metadata" : "Attachment")} {write.Type} cannot be written by a plugin: its own have the numbers {AttachmentType.FirstUser} to {AttachmentType.Last}");
        }

        Precondition precondition = write.Expected.ToPrecondition();
        if (write.Value is { } value && Encoding.UTF8.GetByteCount(value) > metadataBytes)
        {
            throw new ArgumentException($"The value of metadata {write.Type} is longer than the {metadataBytes} bytes of Limits:MetadataBytes: store it as an attachment");
        }

        return write switch
        {
            { Content: { } content } => new AttachmentContent(write.Type, content, precondition),
            { Value: { } text } => new MetadataPut(write.Type, text, precondition),
            { IsMetadata: true } => new MetadataDeletion(write.Type, precondition),
            _ => new AttachmentDeletion(write.Type, precondition),
        };
    }

    private static ResourceId Parse(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return ResourceId.TryParse(id, out ResourceId resource) ? resource : throw new ArgumentException($"\"{Words.Of(id)}\" is no id of a resource: it has {ResourceId.TextLength} characters", nameof(id));
    }
}
