using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>The log of what was sent to whom (contract 1.9), if Dicom:LogExports.</summary>
internal sealed class ExportLog(IIndex index, ServerOptions options, TimeProvider time)
{
    private static readonly (ResourceLevel Level, uint Tag)[] Identifiers =
    [
        (ResourceLevel.Patient, Tags.PatientId), (ResourceLevel.Study, Tags.StudyInstanceUid), (ResourceLevel.Series, Tags.SeriesInstanceUid),
        (ResourceLevel.Instance, Tags.SopInstanceUid),
    ];

    /// <summary>Notes that a modality has the resources; one that was deleted meanwhile is passed over.</summary>
    public async Task AddAsync(IEnumerable<ResourceId> resources, string modality)
    {
        if (!options.Dicom.LogExports) return;
        foreach (ResourceId id in resources)
        {
            if (await index.FindAsync(id, CancellationToken.None).ConfigureAwait(false) is not { } row) continue;
            string[] names = new string[Identifiers.Length];
            foreach ((ResourceLevel level, uint tag) in Identifiers) names[(int)level - 1] = await IdentifierAsync(row, level, tag).ConfigureAwait(false);
            var export = new ExportRow(0, row.Level, id, modality, time.GetUtcNow(), names[0], names[1], names[2], names[3]);
            await index.AddExportAsync(export, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<string> IdentifierAsync(ResourceRow row, ResourceLevel level, uint tag)
    {
        if (level > row.Level) return "";
        ResourceRow? owner = level == row.Level ? row : await index.AncestorAsync(row.Key, level, CancellationToken.None).ConfigureAwait(false);
        if (owner is null) return "";
        IReadOnlyList<TagValue> tags = await index.MainTagsAsync(owner.Key, CancellationToken.None).ConfigureAwait(false);
        return tags.FirstOrDefault(each => each.Tag == tag).Value ?? "";
    }
}
