namespace AttachmentPacs.Dicom;

/// <summary>The tags that code names: group * 65536 + element (PS3.6).</summary>
public static class Tags
{
#pragma warning disable CS1591 // each name is the keyword of PS3.6
    public const uint FileMetaInformationGroupLength = 0x0002_0000;
    public const uint TransferSyntaxUid = 0x0002_0010;
    public const uint DirectoryRecordSequence = 0x0004_1220;
    public const uint SpecificCharacterSet = 0x0008_0005;
    public const uint SopClassUid = 0x0008_0016;
    public const uint SopInstanceUid = 0x0008_0018;
    public const uint PatientId = 0x0010_0020;
    public const uint CardiacNumberOfImages = 0x0018_1090;
    public const uint StudyInstanceUid = 0x0020_000D;
    public const uint SeriesInstanceUid = 0x0020_000E;
    public const uint InstanceNumber = 0x0020_0013;
    public const uint NumberOfTemporalPositions = 0x0020_0105;
    public const uint ImagesInAcquisition = 0x0020_1002;
    public const uint PixelRepresentation = 0x0028_0103;
    public const uint ImageIndex = 0x0054_1330;
    public const uint NumberOfSlices = 0x0054_0081;
    public const uint NumberOfTimeSlices = 0x0054_0101;
    public const uint FloatPixelData = 0x7FE0_0008;
    public const uint DoubleFloatPixelData = 0x7FE0_0009;
    public const uint PixelData = 0x7FE0_0010;
    public const uint Item = 0xFFFE_E000;
    public const uint ItemDelimitation = 0xFFFE_E00D;
    public const uint SequenceDelimitation = 0xFFFE_E0DD;
#pragma warning restore CS1591

    /// <summary>Private groups are odd (PS3.5 7.8.1).</summary>
    public static bool IsPrivate(uint tag) => (tag & 0x0001_0000) != 0;

    /// <summary>(gggg,0010) to (gggg,00FF) of a private group reserve blocks (PS3.5 7.8.1).</summary>
    public static bool IsPrivateCreator(uint tag) => IsPrivate(tag) && (tag & 0xFFFF) is >= 0x10 and <= 0xFF;

    /// <summary>(gggg,0000) carries the length of its group and no information (PS3.5 7.2).</summary>
    public static bool IsGroupLength(uint tag) => (tag & 0xFFFF) == 0;
}
