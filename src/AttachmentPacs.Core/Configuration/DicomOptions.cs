using System.Net;
using AttachmentPacs.Core.Modalities;

namespace AttachmentPacs.Core.Configuration;

/// <summary>The DIMSE door.</summary>
public sealed class DicomOptions
{
    /// <summary>Whether it is open.</summary>
    public bool Enabled { get; set; }

    /// <summary>IP address to listen on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port; 0 lets the system choose.</summary>
    public int Port { get; set; } = 4242;

    /// <summary>Our own AE title.</summary>
    public string AeTitle { get; set => field = AeTitles.Trim(value); } = "ATTACHMENTPACS";

    /// <summary>Refuses associations that call another AE title.</summary>
    public bool CheckCalledAeTitle { get; set; }

    /// <summary>A known AE title may only call from its modality's Host, as it resolves, or one of its Addresses.</summary>
    public bool CheckModalityHost { get; set; } = true;

    /// <summary>Callers whose AE title is no modality's may C-ECHO.</summary>
    public bool AlwaysAllowEcho { get; set; } = true;

    /// <summary>Callers whose AE title is no modality's may C-STORE; null: if <see cref="Address"/> is a loopback one.</summary>
    public bool? AlwaysAllowStore { get; set; }

    /// <summary>Instances of SOP classes that the dictionary does not know are taken.</summary>
    public bool UnknownSopClassAccepted { get; set; }

    /// <summary>What was sent to whom is kept in the export log.</summary>
    public bool LogExports { get; set; }

    /// <summary>Remote Application Entities by name.</summary>
    public Dictionary<string, ModalityOptions> Modalities { get; set; } = [];

    public TlsOptions Tls { get; set; } = new();

    /// <summary>Most associations at a time.</summary>
    public int MaxAssociations { get; set; } = 100;

    /// <summary>Most associations at a time from one address.</summary>
    public int MaxAssociationsPerAddress { get; set; } = 16;

    /// <summary>Longest PDU to receive, in bytes (PS3.8 D.1).</summary>
    public int MaxPduLength { get; set; } = 128 << 10;

    /// <summary>How long an association may take to come about, or a closed one to go (PS3.8 9.1.5).</summary>
    public TimeSpan ArtimTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for the peer's next message.</summary>
    public TimeSpan DimseTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Storage commitments that have ended and are kept; as many of each side may be unfinished.</summary>
    public int CommitmentReports { get; set; } = 10_000;

    /// <summary>How long the report of a storage commitment is delivered again.</summary>
    public TimeSpan CommitmentRetryFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the report of a storage commitment that we asked for is waited for.</summary>
    public TimeSpan CommitmentWaitFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long the association of a storage commitment that we ask for stays open for its report.</summary>
    public TimeSpan CommitmentStay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What <see cref="AlwaysAllowStore"/> means.</summary>
    public bool StoresForUnknown() => AlwaysAllowStore ?? (IPAddress.TryParse(Address, out IPAddress? address) && IPAddress.IsLoopback(address));
}

/// <summary>A remote Application Entity.</summary>
public sealed class ModalityOptions
{
    public string AeTitle { get; set => field = AeTitles.Trim(value); } = "";

    /// <summary>Host name or IP address.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 104;

    /// <summary>One of <see cref="Manufacturers.All"/>.</summary>
    public string Manufacturer { get; set; } = Manufacturers.Generic;

    /// <summary>Further IP addresses, and networks as in 10.1.0.0/16, from which it may call.</summary>
    public List<string> Addresses { get; set; } = [];

    public bool AllowEcho { get; set; } = true;

    public bool AllowStore { get; set; } = true;

    public bool AllowStorageCommitment { get; set; } = true;

    /// <summary>We call it by TLS.</summary>
    public bool UseDicomTls { get; set; }

    /// <summary>The AE title by which we call it; empty: <see cref="DicomOptions.AeTitle"/>.</summary>
    public string LocalAet { get; set => field = AeTitles.Trim(value); } = "";

    /// <summary>How long to wait for its answers; 0: <see cref="DicomOptions.DimseTimeout"/>.</summary>
    public TimeSpan Timeout { get; set; }
}

/// <summary>TLS of the DIMSE door, and of the associations that we open.</summary>
public sealed class TlsOptions
{
    /// <summary>The door speaks TLS only.</summary>
    public bool Enabled { get; set; }

    /// <summary>Certificate file: PEM (with its chain, and the key in <see cref="CertificateKey"/> or in itself) or PKCS #12.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>File of the certificate's private key, PEM; empty if <see cref="Certificate"/> holds it.</summary>
    public string CertificateKey { get; set; } = "";

    /// <summary>Password of the private key; empty for none.</summary>
    public string CertificatePassword { get; set; } = "";

    /// <summary>Callers must show a certificate.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>PEM file of the authorities that callers' and peers' certificates must chain to; empty: the system's.</summary>
    public string TrustedCertificates { get; set; } = "";
}
