using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The certificate of the REST door: readable, with its key, and valid.</summary>
internal static class CertificateCheck
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static void Run(Examination examination, Findings findings)
    {
        HttpOptions http = examination.Options.Http;
        if (http.Certificate.Length == 0) return;
        try
        {
            using X509Certificate2 certificate = Load(http);
            if (!certificate.HasPrivateKey)
            {
                findings.Problem($"{http.Certificate} holds no private key.", "Without its key no connection can be made.", "Set Http:CertificateKey, or take a PKCS #12 file with the key.");
                return;
            }

            Judge(certificate, http.Certificate, examination.Time.GetUtcNow(), findings);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            findings.Problem(
                $"The certificate {http.Certificate} cannot be used: {e.Message}", "The server cannot serve over TLS.",
                "Check the path, that the server's user may read certificate and key, that they belong together, and Http:CertificatePassword.");
        }
    }

    private static void Judge(X509Certificate2 certificate, string file, DateTimeOffset now, Findings findings)
    {
        string end = certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        const string Why = "Clients refuse the connection.";
        if (now < certificate.NotBefore) findings.Problem($"{file} is not valid before {certificate.NotBefore.ToUniversalTime():u}.", Why, "Look at the clock, or take the right certificate.");
        else if (now > certificate.NotAfter) findings.Problem($"{file} was valid until {end}.", Why, "Renew it.");
        else if (now + Soon > certificate.NotAfter) findings.Warning($"{file} is valid until {end} only.", "Then clients refuse the connection.", "Renew it.");
        else findings.Ok($"{file} ({certificate.Subject}) has its key and is valid until {end}.");
    }

    private static X509Certificate2 Load(HttpOptions http)
    {
        bool isPem = http.CertificateKey.Length > 0 || File.ReadLines(http.Certificate).Any(line => line.StartsWith("-----BEGIN ", StringComparison.Ordinal));
        if (!isPem) return X509CertificateLoader.LoadPkcs12FromFile(http.Certificate, http.CertificatePassword);
        string? key = http.CertificateKey.Length > 0 ? http.CertificateKey : null;
        return http.CertificatePassword.Length > 0
            ? X509Certificate2.CreateFromEncryptedPemFile(http.Certificate, http.CertificatePassword, key)
            : X509Certificate2.CreateFromPemFile(http.Certificate, key);
    }
}
