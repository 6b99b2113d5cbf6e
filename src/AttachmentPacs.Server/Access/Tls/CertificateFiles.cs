using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access.Tls;

/// <summary>Reads the certificate, its chain and its key: PEM (RFC 7468), or PKCS #12 (RFC 7292).</summary>
internal static class CertificateFiles
{
    private const string PemMark = "-----BEGIN ";

    /// <summary>The certificate with the intermediate ones that a handshake sends beside it.</summary>
    /// <exception cref="IOException">A file cannot be read, or is not what it must be; the message names file and cause.</exception>
    public static SslStreamCertificateContext Load(HttpOptions options)
    {
        string file = options.Certificate;
        try
        {
            (X509Certificate2 leaf, X509Certificate2Collection others) = IsPem(file) ? LoadPem(options) : LoadPkcs12(options);
            return SslStreamCertificateContext.Create(leaf, others, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or UnauthorizedAccessException or FormatException or IOException)
        {
            string key = options.CertificateKey.Length > 0 ? $" with the key in Http:CertificateKey {options.CertificateKey}" : "";
            throw new IOException($"Http:Certificate {file}{key} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>
    /// What tells one version of the files from another. Links are followed, so that a link that is turned to another file is a change, as tools
    /// of ACME (RFC 8555) make it.
    /// </summary>
    public static string Stamp(HttpOptions options) => Stamp(options.Certificate) + (options.CertificateKey.Length > 0 ? Stamp(options.CertificateKey) : "");

    private static string Stamp(string file)
    {
        try
        {
            FileSystemInfo target = File.ResolveLinkTarget(file, returnFinalTarget: true) ?? new FileInfo(file);
            return $"{target.FullName}|{target.LastWriteTimeUtc.Ticks}|{(target is FileInfo { Exists: true } found ? found.Length : -1)}\n";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file}|{e.Message}\n";
        }
    }

    private static bool IsPem(string file) => File.ReadAllText(file).Contains(PemMark, StringComparison.Ordinal);

    private static (X509Certificate2 Leaf, X509Certificate2Collection Others) LoadPem(HttpOptions options)
    {
        string key = options.CertificateKey.Length > 0 ? options.CertificateKey : options.Certificate;
        X509Certificate2 leaf = options.CertificatePassword.Length > 0
            ? X509Certificate2.CreateFromEncryptedPemFile(options.Certificate, options.CertificatePassword, key)
            : X509Certificate2.CreateFromPemFile(options.Certificate, key);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(options.Certificate);

        // Windows' TLS takes no key that lives in memory only.
        if (OperatingSystem.IsWindows()) leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        return (leaf, Others(all, leaf));
    }

    private static (X509Certificate2 Leaf, X509Certificate2Collection Others) LoadPkcs12(HttpOptions options)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.Certificate, options.CertificatePassword);
        X509Certificate2 leaf = all.FirstOrDefault(each => each.HasPrivateKey)
            ?? throw new CryptographicException("it holds no certificate with its private key");
        return (leaf, Others(all, leaf));
    }

    private static X509Certificate2Collection Others(X509Certificate2Collection all, X509Certificate2 leaf) =>
        [.. all.Where(each => each.Thumbprint != leaf.Thumbprint)];
}
