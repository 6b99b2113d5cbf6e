using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Modalities;

/// <summary>A remote Application Entity, and what it may ask of us.</summary>
public sealed record Modality
{
    /// <summary>How the retrieve method of a modality without one is called.</summary>
    public const string SystemDefault = "SystemDefault";

    /// <summary>Its name in the configuration and in the REST API.</summary>
    public required string Name { get; init; }

    /// <summary>Trimmed; compared with regard to case.</summary>
    public required string AeTitle { get; init; }

    /// <summary>Host name or IP address.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    public string Manufacturer { get; init; } = Manufacturers.Generic;

    /// <summary>Further addresses from which it may call.</summary>
    public IReadOnlyList<AddressRange> Addresses { get; init; } = [];

    public bool AllowEcho { get; init; } = true;

    public bool AllowStore { get; init; } = true;

    public bool AllowStorageCommitment { get; init; } = true;

    public bool AllowFind { get; init; } = true;

    public bool AllowFindWorklist { get; init; } = true;

    public bool AllowMove { get; init; } = true;

    public bool AllowGet { get; init; } = true;

    public bool AllowTranscoding { get; init; } = true;

    public bool UseDicomTls { get; init; }

    /// <summary>The AE title by which we call it; empty: our own.</summary>
    public string LocalAet { get; init; } = "";

    /// <summary>How long to wait for its answers; 0: Dicom:DimseTimeout.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>SystemDefault, C-MOVE or C-GET.</summary>
    public string RetrieveMethod { get; init; } = SystemDefault;

    /// <summary>It stands in the configuration, and cannot be deleted over REST.</summary>
    public bool IsConfigured { get; init; }

    /// <summary>The one that stands in the configuration, checked, under a name.</summary>
    internal static Modality Of(string name, ModalityOptions options) => new()
    {
        Name = name, AeTitle = options.AeTitle, Host = options.Host, Port = options.Port,
        Manufacturer = Manufacturers.Find(options.Manufacturer) ?? Manufacturers.Generic,
        Addresses = [.. options.Addresses.Select(AddressRange.Parse)],
        AllowEcho = options.AllowEcho, AllowStore = options.AllowStore, AllowStorageCommitment = options.AllowStorageCommitment,
        UseDicomTls = options.UseDicomTls, LocalAet = options.LocalAet, Timeout = options.Timeout, IsConfigured = true,
    };
}
