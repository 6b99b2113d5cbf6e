namespace AttachmentPacs.Core.Configuration;

/// <summary>The DIMSE door.</summary>
public sealed class DicomOptions
{
    public bool Enabled { get; set; }

    public string Address { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 4242;

    public string AeTitle { get; set; } = "ATTACHMENTPACS";

    public bool CheckCalledAeTitle { get; set; }

    public bool AlwaysAllowStore { get; set; }

    public bool UnknownSopClassAccepted { get; set; }

    public Dictionary<string, ModalityOptions> Modalities { get; set; } = [];

    public TlsOptions Tls { get; set; } = new();

    public int MaxAssociations { get; set; } = 100;

    public int MaxAssociationsPerAddress { get; set; } = 16;

    public int MaxPduLength { get; set; } = 128 << 10;

    public TimeSpan ArtimTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan DimseTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Storage commitments that have ended and are kept; as many of each side may be unfinished.</summary>
    public int CommitmentReports { get; set; } = 10_000;

    /// <summary>How long the report of a storage commitment is delivered again.</summary>
    public TimeSpan CommitmentRetryFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the report of a storage commitment that we asked for is waited for.</summary>
    public TimeSpan CommitmentWaitFor { get; set; } = TimeSpan.FromDays(7);
}

/// <summary>A remote Application Entity.</summary>
public sealed class ModalityOptions
{
    public string AeTitle { get; set; } = "";

    public string Host { get; set; } = "";

    public int Port { get; set; } = 104;
}

/// <summary>TLS of the DIMSE door.</summary>
public sealed class TlsOptions
{
    public bool Enabled { get; set; }

    public string Certificate { get; set; } = "";
}
