using AttachmentPacs.Core;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>An instance that is to be sent.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="SopClassUid">Empty if the index does not know it.</param>
/// <param name="SopInstanceUid">As in the data set.</param>
/// <param name="TransferSyntaxUid">The one that it is stored in; empty if the index does not know it.</param>
internal sealed record OutgoingInstance(ResourceId Id, string SopClassUid, string SopInstanceUid, string TransferSyntaxUid)
{
    /// <summary>The instances of resources of any level: resources as they are named, series after series, by IndexInSeries; each once.</summary>
    /// <exception cref="KeyNotFoundException">There is no such resource.</exception>
    public static async Task<IReadOnlyList<OutgoingInstance>> OfAsync(IIndexReader index, IEnumerable<ResourceId> resources, CancellationToken cancellationToken)
    {
        List<OutgoingInstance> instances = [];
        HashSet<ResourceId> seen = [];
        foreach (ResourceId id in resources)
        {
            ResourceRow row = await index.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw new KeyNotFoundException($"There is no resource {id}");
            await foreach (OutgoingInstance instance in BelowAsync(index, row, cancellationToken).ConfigureAwait(false))
            {
                if (seen.Add(instance.Id)) instances.Add(instance);
            }
        }

        return instances;
    }

    private static async IAsyncEnumerable<OutgoingInstance> BelowAsync(
        IIndexReader index, ResourceRow row, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (row.Level == ResourceLevel.Instance)
        {
            yield return (await ReadAsync(index, row, cancellationToken).ConfigureAwait(false)).Instance;
            yield break;
        }

        // What is deleted meanwhile is not there any more.
        List<(long Number, OutgoingInstance Instance)> siblings = [];
        foreach (ResourceId child in await index.DescendantsAsync(row.Key, row.Level + 1, cancellationToken).ConfigureAwait(false))
        {
            if (await index.FindAsync(child, cancellationToken).ConfigureAwait(false) is not { } below) continue;
            if (below.Level == ResourceLevel.Instance)
            {
                siblings.Add(await ReadAsync(index, below, cancellationToken).ConfigureAwait(false));
                continue;
            }

            await foreach (OutgoingInstance instance in BelowAsync(index, below, cancellationToken).ConfigureAwait(false)) yield return instance;
        }

        foreach ((long _, OutgoingInstance instance) in siblings.OrderBy(each => each.Number)) yield return instance;
    }

    private static async Task<(long Number, OutgoingInstance Instance)> ReadAsync(IIndexReader index, ResourceRow row, CancellationToken cancellationToken)
    {
        IReadOnlyList<MetadataRow> metadata = await index.MetadataAsync(row.Key, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TagValue> tags = await index.MainTagsAsync(row.Key, cancellationToken).ConfigureAwait(false);
        string Value(int type) => metadata.FirstOrDefault(each => each.Type == type).Value ?? "";

        // Interned: thousands of instances share a few.
        var instance = new OutgoingInstance(
            row.Id, string.Intern(Value(MetadataType.SopClassUid)), tags.FirstOrDefault(tag => tag.Tag == Tags.SopInstanceUid).Value ?? "",
            string.Intern(Value(MetadataType.TransferSyntax)));
        return (long.TryParse(Value(MetadataType.IndexInSeries), out long number) ? number : long.MaxValue, instance);
    }
}
