using System.Globalization;
using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Writes expanded resources (contract 1.6): keys in the alphabet's order, each where its level and the view have it.</summary>
internal sealed class ResourceWriter(IIndex index, RequestedTags requestedTags, TypeRegistry types)
{
    /// <summary>
    /// Collects what a view shows of a resource, or of the one of another level above it, and returns what writes it: no answer begins before all is
    /// known. Null if there is no such resource.
    /// </summary>
    public async ValueTask<Action<Utf8JsonWriter>?> PrepareAsync(
        ResourceLevel level, ResourceId id, ResourceLevel wanted, ResourceView view, CancellationToken cancellationToken)
    {
        ResourceParts parts = view.Parts;
        bool Has(ResourceParts part) => (parts & part) != 0;

        // These may look at everything below.
        if (wanted == ResourceLevel.Series || Has(ResourceParts.RequestedTags)) await SocketThreads.LeaveAsync().ConfigureAwait(false);
        bool needsFile = Has(ResourceParts.Summary) && wanted == ResourceLevel.Instance;
        if (await index.FindDetailsAsync(level, id, wanted, Wanted(parts, needsFile), cancellationToken).ConfigureAwait(false) is not { } found) return null;
        (ResourceRow row, (IReadOnlyList<TagValue> tags, IReadOnlyList<MetadataRow> metadata, IReadOnlyList<ResourceId> children, IReadOnlyList<string> labels, IReadOnlyList<AttachmentRow> attachments)) = found;
        string? status = Has(ResourceParts.Status) && row.Level == ResourceLevel.Series
            ? await SeriesStatus.OfAsync(row, metadata, index, cancellationToken).ConfigureAwait(false) : null;
        IReadOnlyList<TagValue> requested = Has(ResourceParts.RequestedTags)
            ? await requestedTags.FindAsync(row, view.RequestedTags, cancellationToken).ConfigureAwait(false) : [];

        return json =>
        {
            json.WriteStartObject();
            WriteMetadataField(json, metadata, parts, MetadataType.AnonymizedFrom, "AnonymizedFrom");
            if (Has(ResourceParts.Attachments)) WriteAttachments(json, attachments);
            if (Has(ResourceParts.Summary) && row.Level == ResourceLevel.Series) WriteNumber(json, metadata, MetadataType.ExpectedNumberOfInstances, "ExpectedNumberOfInstances");
            if (needsFile) WriteFile(json, attachments);
            json.WriteString("ID", row.Id.ToString());
            if (needsFile) WriteNumber(json, metadata, MetadataType.IndexInSeries, "IndexInSeries");
            if (row.Level == ResourceLevel.Series) WriteChildren(json, row.Level, children, parts);
            if (Has(ResourceParts.IsProtected) && row.Level == ResourceLevel.Patient) json.WriteBoolean("IsProtected", row.IsProtected);
            if (Has(ResourceParts.IsStable) && row.Level != ResourceLevel.Instance) json.WriteBoolean("IsStable", row.IsStable);
            if (Has(ResourceParts.Labels)) WriteStrings(json, "Labels", labels);
            if (Has(ResourceParts.Summary) && row.Level != ResourceLevel.Instance) json.WriteString("LastUpdate", OrthancDate.Format(row.LastUpdate));
            if (Has(ResourceParts.MainDicomTags)) WriteTags(json, "MainDicomTags", tags.Where(tag => !IsPatientCopy(row, tag)), view.Format);
            if (Has(ResourceParts.Metadata)) WriteMetadata(json, metadata);
            WriteMetadataField(json, metadata, parts, MetadataType.ModifiedFrom, "ModifiedFrom");
            if (Has(ResourceParts.Parent) && row.ParentId is { } parent) json.WriteString($"Parent{row.Level - 1}", parent.ToString());
            if (Has(ResourceParts.MainDicomTags) && row.Level == ResourceLevel.Study)
            {
                WriteTags(json, "PatientMainDicomTags", tags.Where(tag => IsPatientCopy(row, tag)), view.Format);
            }

            if (Has(ResourceParts.RequestedTags)) WriteTags(json, "RequestedTags", requested, view.Format);
            if (row.Level == ResourceLevel.Study) WriteChildren(json, row.Level, children, parts);
            if (status is not null) json.WriteString("Status", status);
            if (row.Level == ResourceLevel.Patient) WriteChildren(json, row.Level, children, parts);
            json.WriteString("Type", row.Level.ToString());
            json.WriteEndObject();
        };
    }

    private static DetailParts Wanted(ResourceParts parts, bool needsFile)
    {
        DetailParts If(ResourceParts any, DetailParts part) => (parts & any) != 0 ? part : DetailParts.None;
        return If(ResourceParts.MainDicomTags, DetailParts.MainTags)
            | If(ResourceParts.Metadata | ResourceParts.Summary | ResourceParts.Status, DetailParts.Metadata)
            | If(ResourceParts.Children, DetailParts.Children)
            | If(ResourceParts.Labels, DetailParts.Labels)
            | (needsFile ? DetailParts.Attachments : If(ResourceParts.Attachments, DetailParts.Attachments));
    }

    private static bool IsPatientCopy(ResourceRow row, TagValue tag) =>
        row.Level == ResourceLevel.Study && MainTags.Of(ResourceLevel.Patient).Contains(tag.Tag);

    private static void WriteTags(Utf8JsonWriter json, string name, IEnumerable<TagValue> tags, TagFormat format)
    {
        json.WritePropertyName(name);
        TagJson.Write(json, tags, format);
    }

    private static void WriteChildren(Utf8JsonWriter json, ResourceLevel level, IReadOnlyList<ResourceId> children, ResourceParts parts)
    {
        if ((parts & ResourceParts.Children) == 0) return;
        WriteStrings(json, level switch { ResourceLevel.Patient => "Studies", ResourceLevel.Study => "Series", _ => "Instances" }, children.Select(id => id.ToString()));
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteAttachments(Utf8JsonWriter json, IReadOnlyList<AttachmentRow> attachments)
    {
        json.WriteStartArray("Attachments");
        foreach (AttachmentRow attachment in attachments) AttachmentsApi.WriteInfo(json, attachment);
        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, IReadOnlyList<AttachmentRow> attachments)
    {
        if (attachments.FirstOrDefault(row => row.Type == AttachmentType.Dicom) is not { } file) return;
        json.WriteNumber("FileSize", file.Blob.UncompressedSize);
        json.WriteString("FileUuid", file.Blob.Uuid.ToString("D"));
    }

    private void WriteMetadata(Utf8JsonWriter json, IReadOnlyList<MetadataRow> metadata)
    {
        json.WriteStartObject("Metadata");
        foreach ((string name, string value) in metadata.Select(row => (types.MetadataName(row.Type), row.Value)).OrderBy(each => each.Item1, StringComparer.Ordinal))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteMetadataField(Utf8JsonWriter json, IReadOnlyList<MetadataRow> metadata, ResourceParts parts, int type, string name)
    {
        if ((parts & ResourceParts.Summary) != 0 && Find(metadata, type) is { } value) json.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, IReadOnlyList<MetadataRow> metadata, int type, string name)
    {
        if (int.TryParse(Find(metadata, type), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    private static string? Find(IReadOnlyList<MetadataRow> metadata, int type)
    {
        foreach (MetadataRow row in metadata)
        {
            if (row.Type == type) return row.Value;
        }

        return null;
    }
}
