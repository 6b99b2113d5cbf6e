using System.Globalization;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Ingest;

/// <summary>What the index gets to know of an instance and its parents: main tags (contract 1.17) and metadata (contract 1.4).</summary>
internal sealed record InstanceRows(NewResource Patient, NewResource Study, NewResource Series, NewResource Instance, int? ExpectedInstances)
{
    private static readonly string[] Signatures =
        [.. Enum.GetValues<ResourceLevel>().Select(level => string.Join(';', MainTags.Of(level).ToArray().Select(tag => TagText.Format(tag))))];

    /// <summary>Collects them from a head.</summary>
    public static InstanceRows Of(in DicomHead head, InstanceParser parser, InstanceIdentity identity, IngestOrigin origin, DateTimeOffset now)
    {
        TagValue[] patient = Values(head, parser, identity, ResourceLevel.Patient);
        int? expected = Expected(head, parser.Tags);
        KeyValuePair<int, string>[] series = expected is { } count
            ? [new(MetadataType.RemoteAet, origin.RemoteAet ?? ""), Expects(count), Signature(ResourceLevel.Series)]
            : [new(MetadataType.RemoteAet, origin.RemoteAet ?? ""), Signature(ResourceLevel.Series)];
        return new InstanceRows(
            new NewResource(identity.Patient, patient, [Signature(ResourceLevel.Patient)]),
            new NewResource(identity.Study, Values(head, parser, identity, ResourceLevel.Study, patient), [Signature(ResourceLevel.Study)]),
            new NewResource(identity.Series, Values(head, parser, identity, ResourceLevel.Series), series),
            new NewResource(
                identity.Instance, Values(head, parser, identity, ResourceLevel.Instance), InstanceMetadata(head, parser.Tags, identity, origin, now)),
            expected);
    }

    private static TagValue[] Values(
        in DicomHead head, InstanceParser parser, InstanceIdentity identity, ResourceLevel level, ReadOnlySpan<TagValue> copies = default)
    {
        parser.Values.Clear();
        foreach (uint tag in MainTags.Of(level))
        {
            if (head.Find(tag) >= 0) parser.Values.Add(new TagValue(tag, Known(tag, identity) ?? parser.Tags.Find(head, tag) ?? ""));
        }

        parser.Values.AddRange(copies);
        return [.. parser.Values];
    }

    // These were read for the ids already.
    private static string? Known(uint tag, InstanceIdentity identity) => tag switch
    {
        Tags.PatientId => identity.PatientId,
        Tags.StudyInstanceUid => identity.StudyInstanceUid,
        Tags.SeriesInstanceUid => identity.SeriesInstanceUid,
        Tags.SopInstanceUid => identity.SopInstanceUid,
        _ => null,
    };

    private static KeyValuePair<int, string> Expects(int count) =>
        new(MetadataType.ExpectedNumberOfInstances, count.ToString(CultureInfo.InvariantCulture));

    private static List<KeyValuePair<int, string>> InstanceMetadata(
        in DicomHead head, TagReader tags, InstanceIdentity identity, IngestOrigin origin, DateTimeOffset now)
    {
        var metadata = new List<KeyValuePair<int, string>>(12);
        void Add(int type, string? value)
        {
            if (value is not null) metadata.Add(new(type, value));
        }

        uint number = head.Find(Tags.InstanceNumber) >= 0 ? Tags.InstanceNumber : Tags.ImageIndex;
        Add(MetadataType.IndexInSeries, head.Find(number) >= 0 ? (tags.Find(head, number) ?? "").Trim() : null);
        Add(MetadataType.ReceptionDate, OrthancDate.Format(now));
        Add(MetadataType.RemoteAet, origin.RemoteAet ?? "");
        Add(MetadataType.Origin, origin.Word);
        Add(MetadataType.TransferSyntax, head.TransferSyntax.Uid);
        Add(MetadataType.SopClassUid, identity.SopClassUid.Length > 0 ? identity.SopClassUid : null);
        Add(MetadataType.RemoteIp, origin.RemoteIp);
        Add(MetadataType.CalledAet, origin.CalledAet);
        Add(MetadataType.HttpUsername, origin.HttpUsername);
        int pixels = head.Find(Tags.PixelData);
        if (pixels >= 0)
        {
            // The offset of the element itself, of which the bytes before are "until pixel data"; of no use in an inflated data set.
            ref readonly Element element = ref head.Elements[pixels];
            if (!head.TransferSyntax.IsDeflated) Add(MetadataType.PixelDataOffset, HeaderOffset(element, head).ToString(CultureInfo.InvariantCulture));
            Add(MetadataType.PixelDataVr, VrFacts.Letters(element.Vr));
        }

        Add(MetadataType.MainDicomTagsSignature, Signature(ResourceLevel.Instance).Value);
        return metadata;
    }

    private static long HeaderOffset(in Element element, in DicomHead head) =>
        element.Offset - (head.IsExplicit && VrFacts.HasLongLength(element.Vr) ? 12 : 8);

    private static KeyValuePair<int, string> Signature(ResourceLevel level) =>
        new(MetadataType.MainDicomTagsSignature, Signatures[(int)level - 1]);

    // Contract 1.4: the product of two counts where both are there, else the count of the cardiac cycle.
    private static int? Expected(in DicomHead head, TagReader tags) =>
        Product(Number(head, tags, Tags.ImagesInAcquisition), Number(head, tags, Tags.NumberOfTemporalPositions))
        ?? Product(Number(head, tags, Tags.NumberOfSlices), Number(head, tags, Tags.NumberOfTimeSlices))
        ?? Number(head, tags, Tags.CardiacNumberOfImages);

    private static int? Product(int? left, int? right) =>
        left is { } a && right is { } b && (long)a * b <= int.MaxValue ? a * b : null;

    private static int? Number(in DicomHead head, TagReader tags, uint tag) =>
        int.TryParse(tags.Find(head, tag)?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : null;
}
