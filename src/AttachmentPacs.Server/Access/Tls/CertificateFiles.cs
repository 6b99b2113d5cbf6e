using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AttachmentPacs.Server.Access.Tls;

/// <summary>Reads the certificate, its chain and its key: PEM (RFC 7468), or PKCS #12 (RFC 7292).</summary>
internal static class CertificateFiles
{
    private const string PemMark = "-----BEGIN ";

    /// <summary>The certificate with the intermediate ones that a handshake sends beside it.</summary>
    /// <exception cref="IOException">A file cannot be read, or is not what it must be; the message names file and cause.</exception>
    public static SslStreamCertificateContext Load(CertificateSource source)
    {
        string file = source.File;
        try
        {
            (X509Certificate2 leaf, X509Certificate2Collection others) = IsPem(file) ? LoadPem(source) : LoadPkcs12(source);
            return SslStreamCertificateContext.Create(leaf, others, offline: true);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or UnauthorizedAccessException or FormatException or IOException)
        {
            string key = source.KeyFile.Length > 0 ? $" with the key in {source.Section}:CertificateKey {source.KeyFile}" : "";
            throw new IOException($"{source.Section}:Certificate {file}{key} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>
    /// What tells one version of the files from another. Links are followed, so that a link that is turned to another file is a change, as tools
    /// of ACME (RFC 8555) make it.
    /// </summary>
    public static string Stamp(CertificateSource source) => Stamp(source.File) + (source.KeyFile.Length > 0 ? Stamp(source.KeyFile) : "");

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

    private static (X509Certificate2 Leaf, X509Certificate2Collection Others) LoadPem(CertificateSource source)
    {
        string key = source.KeyFile.Length > 0 ? source.KeyFile : source.File;
        X509Certificate2 leaf = source.Password.Length > 0
            ? X509Certificate2.CreateFromEncryptedPemFile(source.File, source.Password, key)
            : X509Certificate2.CreateFromPemFile(source.File, key);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(source.File);

        // Windows' TLS takes no key that lives in memory only.
        if (OperatingSystem.IsWindows()) leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        return (leaf, Others(all, leaf));
    }

    private static (X509Certificate2 Leaf, X509Certificate2Collection Others) LoadPkcs12(CertificateSource source)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(source.File, source.Password);
        X509Certificate2 leaf = all.FirstOrDefault(each => each.HasPrivateKey)
            ?? throw new CryptographicException("it holds no certificate with its private key");
        return (leaf, Others(all, leaf));
    }

    private static X509Certificate2Collection Others(X509Certificate2Collection all, X509Certificate2 leaf) =>
        [.. all.Where(each => each.Thumbprint != leaf.Thumbprint)];
}
