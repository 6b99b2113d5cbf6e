namespace AttachmentPacs.Dicom.Identity;

/// <summary>The main DICOM tags of each level: what browsing and finding see without opening a file (contract 1.17).</summary>
public static class MainTags
{
    private static readonly uint[] PatientTags = [0x0010_0010, 0x0010_0020, 0x0010_0030, 0x0010_0040, 0x0010_1000];

    private static readonly uint[] StudyTags =
    [
        0x0008_0020, 0x0008_0030, 0x0008_0050, 0x0008_0080, 0x0008_0090, 0x0008_0201, 0x0008_1030, 0x0020_000D, 0x0020_0010, 0x0032_1032,
        0x0032_1060,
    ];

    private static readonly uint[] SeriesTags =
    [
        0x0008_0021, 0x0008_0031, 0x0008_0060, 0x0008_0070, 0x0008_0201, 0x0008_1010, 0x0008_103E, 0x0008_1070, 0x0018_0010, 0x0018_0015,
        0x0018_0024, 0x0018_1030, 0x0018_1090, 0x0018_1400, 0x0020_000E, 0x0020_0011, 0x0020_0037, 0x0020_0105, 0x0020_1002, 0x0040_0244,
        0x0040_0245, 0x0040_0254, 0x0054_0081, 0x0054_0101, 0x0054_1000,
    ];

    private static readonly uint[] InstanceTags =
    [
        0x0008_0012, 0x0008_0013, 0x0008_0018, 0x0020_0012, 0x0020_0013, 0x0020_0032, 0x0020_0037, 0x0020_0100, 0x0020_4000, 0x0028_0008,
        0x0054_1330,
    ];

    /// <summary>The tags of a level, ascending. RequestAttributesSequence is not among the series': a main tag is one text.</summary>
    public static ReadOnlySpan<uint> Of(ResourceLevel level) => level switch
    {
        ResourceLevel.Patient => PatientTags,
        ResourceLevel.Study => StudyTags,
        ResourceLevel.Series => SeriesTags,
        _ => InstanceTags,
    };

    /// <summary>The tag that identifies a resource of a level among its siblings.</summary>
    public static uint Identifier(ResourceLevel level) => level switch
    {
        ResourceLevel.Patient => Tags.PatientId,
        ResourceLevel.Study => Tags.StudyInstanceUid,
        ResourceLevel.Series => Tags.SeriesInstanceUid,
        _ => Tags.SopInstanceUid,
    };
}
