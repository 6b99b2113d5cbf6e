using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>Whom to call, and as whom.</summary>
/// <param name="Name">Of the modality.</param>
/// <param name="AeTitle">The one that is called.</param>
/// <param name="Host">Host name or IP address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="LocalAeTitle">The one that calls.</param>
/// <param name="Timeout">How long its answers are waited for.</param>
/// <param name="UsesTls">Whether it is called by TLS.</param>
/// <param name="AllowsTranscoding">Whether it may be offered other transfer syntaxes than those in which instances are stored.</param>
internal sealed record RemoteEntity(
    string Name, string AeTitle, string Host, int Port, string LocalAeTitle, TimeSpan Timeout, bool UsesTls, bool AllowsTranscoding)
{
    /// <summary>For messages and logs.</summary>
    public override string ToString() => $"{AeTitle} at {Host}:{Port}";

    /// <summary>A modality as it is configured.</summary>
    public static RemoteEntity Of(Modality modality, DicomOptions options) => new(
        modality.Name, modality.AeTitle, modality.Host, modality.Port, modality.LocalAet.Length > 0 ? modality.LocalAet : options.AeTitle,
        modality.Timeout > TimeSpan.Zero ? modality.Timeout : options.DimseTimeout, modality.UseDicomTls, modality.AllowTranscoding);

    /// <summary>How long it is waited for, when an association is opened or closed, and within one.</summary>
    public AssociationTimeouts Timeouts(DicomOptions options) => new(Timeout < options.ArtimTimeout ? Timeout : options.ArtimTimeout, Timeout);
}
