using System.Net;
using AttachmentPacs.Core.Modalities;

namespace AttachmentPacs.Core.Configuration;

/// <summary>The DIMSE door's part of <see cref="OptionsCheck"/>.</summary>
internal static class DicomOptionsCheck
{
    private const int LeastPdu = 4 << 10;
    private const int LongestPdu = 16 << 20;

    public static void Check(DicomOptions dicom, Action<bool, string> require)
    {
        require(IPAddress.TryParse(dicom.Address, out _), $"Dicom:Address is \"{dicom.Address}\": expected an IP address");
        require(dicom.Port is >= 0 and <= 65535, $"Dicom:Port is {dicom.Port}: expected 0 to 65535");
        require(AeTitles.IsValid(dicom.AeTitle), $"Dicom:AeTitle is \"{dicom.AeTitle}\": expected {AeTitles.Expected}");
        require(dicom.MaxAssociations > 0, $"Dicom:MaxAssociations is {dicom.MaxAssociations}: expected a positive number");
        require(dicom.MaxAssociationsPerAddress > 0, $"Dicom:MaxAssociationsPerAddress is {dicom.MaxAssociationsPerAddress}: expected a positive number");
        require(dicom.MaxPduLength is >= LeastPdu and <= LongestPdu, $"Dicom:MaxPduLength is {dicom.MaxPduLength}: expected {LeastPdu} to {LongestPdu} bytes");
        CheckTime("ArtimTimeout", dicom.ArtimTimeout, require);
        CheckTime("DimseTimeout", dicom.DimseTimeout, require);
        CheckTls(dicom.Tls, require);
        foreach ((string name, ModalityOptions modality) in dicom.Modalities)
        {
            require(ModalityRules.IsName(name), $"Dicom:Modalities:{name} is no name of a modality: expected {ModalityRules.ExpectedName}");
            foreach (string problem in ModalityRules.Problems($"Dicom:Modalities:{name}:", "AeTitle", modality)) require(false, problem);
        }
    }

    private static void CheckTime(string key, TimeSpan time, Action<bool, string> require) =>
        require(time > TimeSpan.Zero && time <= ModalityRules.MaxTimeout, $"Dicom:{key} is {time}: expected more than 0 and at most 24 hours");

    private static void CheckTls(TlsOptions tls, Action<bool, string> require)
    {
        require(!tls.Enabled || tls.Certificate.Length > 0, "Dicom:Tls:Enabled is true, but Dicom:Tls:Certificate is empty: name the certificate's file, too");
        require(
            tls.Certificate.Length > 0 || tls.CertificateKey.Length == 0,
            "Dicom:Tls:CertificateKey is set, but Dicom:Tls:Certificate is empty: name the certificate's file, too");
        require(
            tls.Enabled || !tls.RequireClientCertificate,
            "Dicom:Tls:RequireClientCertificate is true, but Dicom:Tls:Enabled is false: callers without TLS have no certificate");
    }
}
