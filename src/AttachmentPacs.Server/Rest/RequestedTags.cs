using System.Globalization;
using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Rest;

/// <summary>
/// Tags that a request wants beyond the main ones (contract 1.6): main tags of the resource and its ancestors, tags that are computed, else
/// those of the summary of one instance below it.
/// </summary>
internal sealed class RequestedTags(IIndex index, SummaryService summaries)
{
    private const uint ModalitiesInStudy = 0x0008_0061;
    private const uint SopClassesInStudy = 0x0008_0062;
    private const uint InstanceAvailability = 0x0008_0056;
    private const uint Modality = 0x0008_0060;

    /// <summary>Values of those that there are.</summary>
    public async ValueTask<IReadOnlyList<TagValue>> FindAsync(ResourceRow row, IReadOnlyList<uint> tags, CancellationToken cancellationToken)
    {
        var found = new List<TagValue>();
        var missing = new HashSet<uint>();
        Dictionary<uint, string> main = await MainTagsAsync(row, cancellationToken).ConfigureAwait(false);
        foreach (uint tag in tags.Distinct())
        {
            string? value = main.GetValueOrDefault(tag) ?? await ComputeAsync(row, tag, cancellationToken).ConfigureAwait(false);
            if (value is not null) found.Add(new TagValue(tag, value));
            else missing.Add(tag);
        }

        if (missing.Count > 0) found.AddRange(await FromSummaryAsync(row, missing, cancellationToken).ConfigureAwait(false));
        return found;
    }

    private async ValueTask<Dictionary<uint, string>> MainTagsAsync(ResourceRow row, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<uint, string>();
        for (ResourceLevel level = row.Level; level >= ResourceLevel.Patient; level--)
        {
            ResourceRow? at = level == row.Level ? row : await index.AncestorAsync(row.Key, level, cancellationToken).ConfigureAwait(false);
            if (at is null) break;
            foreach (TagValue tag in await index.MainTagsAsync(at.Key, cancellationToken).ConfigureAwait(false)) tags.TryAdd(tag.Tag, tag.Value);
        }

        return tags;
    }

    private async ValueTask<string?> ComputeAsync(ResourceRow row, uint tag, CancellationToken cancellationToken)
    {
        (ResourceLevel Of, ResourceLevel Counted)? count = tag switch
        {
            0x0020_1200 => (ResourceLevel.Patient, ResourceLevel.Study),
            0x0020_1202 => (ResourceLevel.Patient, ResourceLevel.Series),
            0x0020_1204 => (ResourceLevel.Patient, ResourceLevel.Instance),
            0x0020_1206 => (ResourceLevel.Study, ResourceLevel.Series),
            0x0020_1208 => (ResourceLevel.Study, ResourceLevel.Instance),
            0x0020_1209 => (ResourceLevel.Series, ResourceLevel.Instance),
            _ => null,
        };
        if (count is { } asked)
        {
            if (asked.Of != row.Level) return null;
            IReadOnlyList<ResourceId> ids = await index.DescendantsAsync(row.Key, asked.Counted, cancellationToken).ConfigureAwait(false);
            return ids.Count.ToString(CultureInfo.InvariantCulture);
        }

        if (tag == InstanceAvailability) return "ONLINE";
        if (row.Level != ResourceLevel.Study) return null;
        return tag switch
        {
            ModalitiesInStudy => await ModalitiesAsync(row, cancellationToken).ConfigureAwait(false),
            SopClassesInStudy => await SopClassesAsync(row, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
    }

    private async ValueTask<string> ModalitiesAsync(ResourceRow study, CancellationToken cancellationToken)
    {
        var modalities = new SortedSet<string>(StringComparer.Ordinal);
        foreach (ResourceId id in await index.DescendantsAsync(study.Key, ResourceLevel.Series, cancellationToken).ConfigureAwait(false))
        {
            if (await index.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } series) continue;
            IReadOnlyList<TagValue> tags = await index.MainTagsAsync(series.Key, cancellationToken).ConfigureAwait(false);
            modalities.UnionWith(tags.Where(tag => tag.Tag == Modality).Select(tag => tag.Value));
        }

        return string.Join('\\', modalities);
    }

    private async ValueTask<string> SopClassesAsync(ResourceRow study, CancellationToken cancellationToken)
    {
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (ResourceId id in await index.DescendantsAsync(study.Key, ResourceLevel.Series, cancellationToken).ConfigureAwait(false))
        {
            if (await index.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } series) continue;
            classes.UnionWith(await index.ChildrenMetadataAsync(series.Key, MetadataType.SopClassUid, cancellationToken).ConfigureAwait(false));
        }

        return string.Join('\\', classes);
    }

    private async ValueTask<IEnumerable<TagValue>> FromSummaryAsync(ResourceRow row, HashSet<uint> tags, CancellationToken cancellationToken)
    {
        ResourceRow? instance = row.Level == ResourceLevel.Instance
            ? row
            : await index.FirstDescendantAsync(row.Key, ResourceLevel.Instance, cancellationToken).ConfigureAwait(false);
        if (instance is null || await summaries.ReadAsync(instance, cancellationToken).ConfigureAwait(false) is not { } summary) return [];
        using var json = JsonDocument.Parse(summary, new JsonDocumentOptions { MaxDepth = 1000 });
        var found = new List<TagValue>();
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            if (TagText.TryParse(property.Name, out uint tag) && tags.Contains(tag)
                && property.Value.GetProperty("Value") is { ValueKind: JsonValueKind.String } value)
            {
                found.Add(new TagValue(tag, value.GetString()!));
            }
        }

        return found;
    }
}
