using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Clients that trust one root only.</summary>
internal static class TlsProbe
{
    /// <summary>One handshake; the subject of the server's certificate, the protocol, and how many certificates it sent.</summary>
    /// <exception cref="AuthenticationException">No common protocol, or the chain does not lead to the root.</exception>
    public static async Task<(string Subject, SslProtocols Protocol, int Sent)> ShakeAsync(Uri server, X509Certificate2 root, SslProtocols protocols = SslProtocols.None)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Host, server.Port);
        int sent = 0;
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = server.Host, EnabledSslProtocols = protocols, CertificateChainPolicy = TrustIn(root),
            RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            {
                sent = chain!.ChainPolicy.ExtraStore.Count;
                return errors == SslPolicyErrors.None;
            },
        });
        return (tls.RemoteCertificate!.Subject, tls.SslProtocol, sent);
    }

    public static HttpClient Client(string url, X509Certificate2 root, Version version) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustIn(root) },
    })
    {
        BaseAddress = new Uri(url), DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static X509ChainPolicy TrustIn(X509Certificate2 root) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { root }, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true,
    };
}
