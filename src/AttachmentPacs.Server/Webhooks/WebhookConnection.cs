using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Hosting;

namespace AttachmentPacs.Server.Webhooks;

/// <summary>The connection to a receiver: straight there, certificates checked, and nothing kept or followed that it says beside its status.</summary>
internal static class WebhookConnection
{
    /// <exception cref="IOException">Its CertificateAuthority cannot be used.</exception>
    public static SocketsHttpHandler Open(string name, WebhookOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.Timeout,
        MaxConnectionsPerServer = 1,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 64 << 10,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),

        // A name may move to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = Tls(name, options.CertificateAuthority),
        ConnectCallback = ConnectAsync,
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new PoolStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Who had to wait for the receiver goes on on the pool: judging its certificate may fetch those of its issuers and wait for them, and a delivery
    /// is noted in the index.
    /// </summary>
    private sealed class PoolStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await SocketThreads.LeaveAsync().ConfigureAwait(false);
            }
        }
    }

    private static SslClientAuthenticationOptions Tls(string name, string file)
    {
        if (file.Length == 0) return new SslClientAuthenticationOptions();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Webhooks:{name}:CertificateAuthority {file} cannot be used: {e.Message}", e);
        }

        if (policy.CustomTrustStore.Count == 0) throw new IOException($"Webhooks:{name}:CertificateAuthority {file} holds no certificate in PEM.");
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
