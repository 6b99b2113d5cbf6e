using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Server.Hosting;

/// <summary>A named type of user attachments.</summary>
internal sealed class ContentTypeOptions
{
    /// <summary>1024 to 65535.</summary>
    public int Id { get; set; }

    public string MediaType { get; set; } = "application/octet-stream";
}

/// <summary>The change log.</summary>
internal sealed class ChangesOptions
{
    /// <summary>Most entries of one answer.</summary>
    public int MaxPage { get; set; } = 10_000;
}

/// <summary>When a resource counts as stable.</summary>
internal sealed class StableOptions
{
    /// <summary>After how long without new instances.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>What the DICOM reader puts up with.</summary>
internal sealed class LimitsOptions
{
    public int SequenceDepth { get; set; } = DicomLimits.Default.Depth;

    public int Elements { get; set; } = DicomLimits.Default.Elements;

    /// <summary>Bytes kept of the values before Pixel Data of one file.</summary>
    public int KeptHead { get; set; } = DicomLimits.Default.KeptHead;

    /// <summary>Bytes that the heads of all instances on their way in may hold together.</summary>
    public long IngestBytes { get; set; } = 512L << 20;

    public int InflationRatio { get; set; } = DicomLimits.Default.InflationRatio;

    public DicomLimits ToDicomLimits() => new() { Depth = SequenceDepth, Elements = Elements, KeptHead = KeptHead, InflationRatio = InflationRatio };
}

/// <summary>Code of the site's own.</summary>
internal sealed class PluginsOptions
{
    /// <summary>Folder of plugin assemblies; empty for none.</summary>
    public string Directory { get; set; } = "";
}
