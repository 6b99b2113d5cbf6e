namespace AttachmentPacs.Core.Configuration;

/// <summary>The whole configuration: appsettings.json lists every key with its default.</summary>
public sealed class ServerOptions
{
    /// <summary>Name of this archive, shown in /system.</summary>
    public string Name { get; set; } = "AttachmentPacs";

    public HttpOptions Http { get; set; } = new();

    public DicomOptions Dicom { get; set; } = new();

    /// <summary>What is taken.</summary>
    public AcceptOptions Accept { get; set; } = new();

    public StorageOptions Storage { get; set; } = new();

    public DatabaseOptions Database { get; set; } = new();

    /// <summary>Names and media types of user attachments.</summary>
    public Dictionary<string, ContentTypeOptions> UserContentTypes { get; set; } = [];

    /// <summary>Names of user metadata.</summary>
    public Dictionary<string, int> UserMetadata { get; set; } = [];

    public ChangesOptions Changes { get; set; } = new();

    public StableOptions Stable { get; set; } = new();

    /// <summary>Receivers of the change log over HTTP, by name.</summary>
    public Dictionary<string, WebhookOptions> Webhooks { get; set; } = [];

    public LimitsOptions Limits { get; set; } = new();

    public PluginsOptions Plugins { get; set; } = new();

    public TelemetryOptions Telemetry { get; set; } = new();

    public LoggingOptions Logging { get; set; } = new();
}
