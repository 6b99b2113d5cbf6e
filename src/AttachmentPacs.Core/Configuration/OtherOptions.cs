using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Core.Configuration;

/// <summary>A named type of user attachments.</summary>
public sealed class ContentTypeOptions
{
    /// <summary>1024 to 65535.</summary>
    public int Id { get; set; }

    public string MediaType { get; set; } = "application/octet-stream";
}

/// <summary>The change log.</summary>
public sealed class ChangesOptions
{
    /// <summary>Most entries of one answer.</summary>
    public int MaxPage { get; set; } = 10_000;
}

/// <summary>When a resource counts as stable.</summary>
public sealed class StableOptions
{
    /// <summary>After how long without new instances.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>What is put up with, counted as it is read.</summary>
public sealed class LimitsOptions
{
    public int SequenceDepth { get; set; } = DicomLimits.Default.Depth;

    public int Elements { get; set; } = DicomLimits.Default.Elements;

    /// <summary>Bytes kept of the values before Pixel Data of one file.</summary>
    public int KeptHead { get; set; } = DicomLimits.Default.KeptHead;

    /// <summary>Bytes that the heads of all instances on their way in may hold together.</summary>
    public long IngestBytes { get; set; } = 512L << 20;

    /// <summary>How many times its size something compressed may grow to: deflated data sets, encoded bodies, members of ZIP archives.</summary>
    public int InflationRatio { get; set; } = DicomLimits.Default.InflationRatio;

    /// <summary>Members of one ZIP archive.</summary>
    public int ZipEntries { get; set; } = 100_000;

    /// <summary>Bytes of a JSON body.</summary>
    public int JsonBytes { get; set; } = 16 << 20;

    /// <summary>Bytes of one metadata value.</summary>
    public int MetadataBytes { get; set; } = 1 << 20;

    public DicomLimits ToDicomLimits() => new() { Depth = SequenceDepth, Elements = Elements, KeptHead = KeptHead, InflationRatio = InflationRatio };
}

/// <summary>What the server tells of itself to those who watch it.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Address of an OpenTelemetry collector (<c>http://127.0.0.1:4317</c>); empty for none.</summary>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>How it is spoken to.</summary>
    public OtlpProtocol OtlpProtocol { get; set; } = OtlpProtocol.Grpc;

    /// <summary>Headers to send with it, as in <c>api-key=1234,tenant=5</c>.</summary>
    public string OtlpHeaders { get; set; } = "";
}

/// <summary>Protocols of OTLP.</summary>
public enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
}

/// <summary>The log, on standard output.</summary>
public sealed class LoggingOptions
{
    /// <summary>How a message is written.</summary>
    public LogFormat Format { get; set; } = LogFormat.Text;

    /// <summary>Least level by category, as the .NET logging library reads it.</summary>
    public Dictionary<string, string> LogLevel { get; set; } = [];
}

/// <summary>Forms of the log.</summary>
public enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A line of JSON for machines.</summary>
    Json,
}
