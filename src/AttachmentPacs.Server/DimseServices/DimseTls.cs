using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access.Tls;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>
/// TLS of the DIMSE door and of the associations that are opened from here: versions and suites of BCP 195 (RFC 9325), as the secure transport
/// connection profiles of PS3.15 B.9 and B.10 ask for. Thread-safe.
/// </summary>
internal sealed class DimseTls
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    // Windows has its own list, by policy of the machine.
    private static readonly CipherSuitesPolicy? s_suites = OperatingSystem.IsWindows()
        ? null
        : new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
        ]);

    private readonly TlsOptions _options;
    private readonly ServerCertificate? _certificate;
    private readonly X509Certificate2Collection _trusted;

    /// <exception cref="IOException">A file cannot be used; the message names file and cause.</exception>
    public DimseTls(TlsOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _trusted = Trusted(options);
        if (options.Certificate.Length > 0) _certificate = new ServerCertificate(CertificateSource.Of(options), time, log);
    }

    /// <summary>Stops a start whose files cannot be used, before it touches the archive.</summary>
    /// <exception cref="IOException">They cannot; the message names file and cause.</exception>
    public static void Check(TlsOptions options)
    {
        Trusted(options);
        ServerCertificate.Check(CertificateSource.Of(options));
    }

    /// <summary>For one handshake with a caller, with the certificate of this moment.</summary>
    public SslServerAuthenticationOptions ForCallers() => new()
    {
        ServerCertificateContext = _certificate?.Current(),
        EnabledSslProtocols = Protocols,
        CipherSuitesPolicy = s_suites,
        AllowRenegotiation = false,
        ClientCertificateRequired = _options.RequireClientCertificate,
        CertificateChainPolicy = Chain(),
    };

    /// <summary>For one handshake with a modality, whose certificate must name the host, by name or address.</summary>
    /// <param name="host">As it is configured.</param>
    public SslClientAuthenticationOptions ForModality(string host) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = Protocols,
        CipherSuitesPolicy = s_suites,
        AllowRenegotiation = false,
        ClientCertificateContext = _certificate?.Current(),
        CertificateChainPolicy = Chain(),
    };

    // Nothing is fetched from addresses that a stranger's certificate names.
    private X509ChainPolicy Chain()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (_trusted.Count == 0) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_trusted);
        return policy;
    }

    private static X509Certificate2Collection Trusted(TlsOptions options)
    {
        var trusted = new X509Certificate2Collection();
        if (options.TrustedCertificates.Length == 0) return trusted;
        try
        {
            trusted.ImportFromPemFile(options.TrustedCertificates);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Dicom:Tls:TrustedCertificates {options.TrustedCertificates} cannot be used: {e.Message}", e);
        }

        return trusted.Count > 0
            ? trusted
            : throw new IOException($"Dicom:Tls:TrustedCertificates {options.TrustedCertificates} holds no certificate in PEM: expected those of the authorities");
    }
}
