using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Cli.Export;

/// <summary>The store of a stopped server.</summary>
internal sealed class StoreSource(LocalArchive local) : IExportSource
{
    private const int Page = 1000;

    private readonly IIndexReader _index = local.Archive.Index;

    public string Name => Path.GetFullPath(local.Options.Storage.Directory);

    public HashAlgorithmName Hash => HashAlgorithmName.SHA256;

    public async IAsyncEnumerable<ExportInstance> FindAsync(Selection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection.Name is { } name)
        {
            IReadOnlyList<ResourceRow> rows = await NamedAsync(selection.Level, name, cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0) throw new NotExportableException($"There is no {selection}");
            foreach (ResourceRow row in rows)
            {
                await foreach (ExportInstance instance in BelowAsync(row, cancellationToken).ConfigureAwait(false)) yield return instance;
            }

            yield break;
        }

        IReadOnlyList<ResourceId> page;
        for (long since = 0; (page = await _index.ListAsync(ResourceLevel.Study, since, Page, cancellationToken).ConfigureAwait(false)).Count > 0; since += page.Count)
        {
            foreach (ResourceId id in page)
            {
                if (await _index.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } study) continue;
                if (!selection.IsMatch(await TagsAsync([study.Key], cancellationToken).ConfigureAwait(false))) continue;
                await foreach (ExportInstance instance in BelowAsync(study, cancellationToken).ConfigureAwait(false)) yield return instance;
            }
        }
    }

    public async Task<(long Size, byte[]? Hash)> FactsAsync(ExportInstance instance, CancellationToken cancellationToken)
    {
        BlobRow blob = (await AttachmentAsync(instance, cancellationToken).ConfigureAwait(false)).Row.Blob;
        return (blob.UncompressedSize, blob.Sha256.Length == 0 ? null : blob.Sha256);
    }

    public async Task CopyAsync(ExportInstance instance, Stream destination, CancellationToken cancellationToken)
    {
        Attachment file = await AttachmentAsync(instance, cancellationToken).ConfigureAwait(false);
        try
        {
            await local.Archive.Reader.CopyAsync(file, AttachmentReader.Form.Content, 0, file.Row.Blob.UncompressedSize, destination, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (AttachmentReader.IsDamage(e) || e is CodecUnavailableException)
        {
            throw new NotExportableException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => local.DisposeAsync();

    private async Task<IReadOnlyList<ResourceRow>> NamedAsync(ResourceLevel level, string name, CancellationToken cancellationToken)
    {
        bool isId = ResourceId.TryParse(name, out ResourceId id);
        ResourceRow? known = isId ? await _index.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return known is not null && known.Level == level ? [known] : await _index.LookupAsync(level, name, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<ExportInstance> BelowAsync(ResourceRow top, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<ResourceId> all = top.Level switch
        {
            ResourceLevel.Instance => [top.Id],
            ResourceLevel.Series => [top.Id],
            _ => await _index.DescendantsAsync(top.Key, ResourceLevel.Series, cancellationToken).ConfigureAwait(false),
        };
        foreach (ResourceId each in all)
        {
            if (await _index.FindAsync(each, cancellationToken).ConfigureAwait(false) is not { } row) continue;
            IReadOnlyList<ResourceId> instances = row.Level == ResourceLevel.Instance ? [row.Id] : await _index.DescendantsAsync(row.Key, ResourceLevel.Instance, cancellationToken).ConfigureAwait(false);
            long series = row.Level == ResourceLevel.Instance ? row.ParentKey : row.Key;
            if (await _index.AncestorAsync(series, ResourceLevel.Study, cancellationToken).ConfigureAwait(false) is not { } study) continue;
            foreach (ResourceId id in instances)
            {
                if (await _index.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } instance) continue;
                yield return new ExportInstance(id, await TagsAsync([study.ParentKey, study.Key, series, instance.Key], cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private async Task<IReadOnlyDictionary<uint, string>> TagsAsync(long[] keys, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<uint, string>();
        foreach (long key in keys)
        {
            foreach (TagValue tag in await _index.MainTagsAsync(key, cancellationToken).ConfigureAwait(false)) tags.TryAdd(tag.Tag, tag.Value);
        }

        return tags;
    }

    private async Task<Attachment> AttachmentAsync(ExportInstance instance, CancellationToken cancellationToken)
    {
        ResourceRow? row = await _index.FindAsync(instance.Id, cancellationToken).ConfigureAwait(false);
        AttachmentRow? file = row is null ? null : await _index.AttachmentAsync(row.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false);
        return file is null ? throw new NotExportableException("The instance has no DICOM file") : new Attachment(row!, file);
    }
}
