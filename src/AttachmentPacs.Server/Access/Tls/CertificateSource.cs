using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access.Tls;

/// <summary>Where a certificate is read from.</summary>
/// <param name="Section">Of the options, for messages: Http, Dicom:Tls.</param>
/// <param name="File">The certificate, PEM or PKCS #12; empty for none.</param>
/// <param name="KeyFile">Its private key; empty if <paramref name="File"/> holds it.</param>
/// <param name="Password">Of the key; empty for none.</param>
internal sealed record CertificateSource(string Section, string File, string KeyFile, string Password)
{
    public static CertificateSource Of(HttpOptions options) => new("Http", options.Certificate, options.CertificateKey, options.CertificatePassword);

    public static CertificateSource Of(TlsOptions options) => new("Dicom:Tls", options.Certificate, options.CertificateKey, options.CertificatePassword);
}
