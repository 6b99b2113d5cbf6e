using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>A root, an intermediate authority, and certificates for 127.0.0.1 by it, all made here.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddDays(-400);
    private static readonly DateTimeOffset End = TimeProvider.System.GetUtcNow().AddDays(4000);

    private readonly X509Certificate2 _intermediate;

    public TestCertificates()
    {
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("Test Root", rootKey).CreateSelfSigned(Start, End);
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 signed = Authority("Test Intermediate", key).Create(Root, Start.AddDays(1), End.AddDays(-1), [1]);
        _intermediate = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Root { get; }

    /// <summary>A certificate with its key.</summary>
    public (X509Certificate2 Certificate, ECDsa Key) Issue(string name, TimeSpan? validFor = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + (validFor ?? TimeSpan.FromDays(100));
        X509Certificate2 certificate = request.Create(_intermediate, Start.AddDays(2), end, RandomNumberGenerator.GetBytes(8));
        return (certificate, key);
    }

    /// <summary>Writes a certificate with its chain, and its key, as PEM; returns the settings that name them.</summary>
    public string[] WritePem(string folder, string name, TimeSpan? validFor = null, string? password = null)
    {
        (X509Certificate2 certificate, ECDsa key) = Issue(name, validFor);
        string certificateFile = Path.Combine(folder, "server.pem"), keyFile = Path.Combine(folder, "server.key");
        File.WriteAllText(certificateFile, $"{certificate.ExportCertificatePem()}\n{_intermediate.ExportCertificatePem()}\n");
        File.WriteAllText(keyFile, password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        key.Dispose();
        string[] settings = [$"Http:Certificate={certificateFile}", $"Http:CertificateKey={keyFile}"];
        return password is null ? settings : [.. settings, $"Http:CertificatePassword={password}"];
    }

    /// <summary>The same in one PKCS #12 file.</summary>
    public string[] WritePkcs12(string folder, string name, string password)
    {
        (X509Certificate2 certificate, ECDsa key) = Issue(name);
        string file = Path.Combine(folder, "server.p12");
        using X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);
        key.Dispose();
        File.WriteAllBytes(file, new X509Certificate2Collection { withKey, X509CertificateLoader.LoadCertificate(_intermediate.RawData) }.Export(X509ContentType.Pkcs12, password)!);
        return [$"Http:Certificate={file}", $"Http:CertificatePassword={password}"];
    }

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
