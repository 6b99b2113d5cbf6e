using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse;
using AttachmentPacs.Server.Access.Tls;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>
/// TLS on the side that calls (PS3.15 B.9, B.12): the peer's certificate must be valid for its host and chain to Dicom:Tls:TrustedCertificates, or
/// to the system's authorities; ours is shown if there is one.
/// </summary>
internal static class PeerTls
{
    /// <exception cref="AssociationException">The files of the configuration cannot be used.</exception>
    public static SslClientAuthenticationOptions For(RemoteEntity peer, TlsOptions tls)
    {
        try
        {
            return new SslClientAuthenticationOptions
            {
                TargetHost = peer.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = Policy(tls),
                ClientCertificateContext = tls.Certificate.Length == 0 ? null : CertificateFiles.Load(Files(tls)),
            };
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new AssociationException($"No association with {peer} by TLS: {e.Message}", e);
        }
    }

    private static HttpOptions Files(TlsOptions tls) =>
        new() { Certificate = tls.Certificate, CertificateKey = tls.CertificateKey, CertificatePassword = tls.CertificatePassword };

    private static X509ChainPolicy Policy(TlsOptions tls)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (tls.TrustedCertificates.Length == 0) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.ImportFromPemFile(tls.TrustedCertificates);
        return policy;
    }
}
