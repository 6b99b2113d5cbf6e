using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace AttachmentPacs.Server.Access.Tls;

/// <summary>
/// The certificate that handshakes use. Its files are looked at in a handshake, at most once a second; what has changed is read, and if it
/// cannot be used (half-written, a certificate without its key), the one before stays and the log says why. Thread-safe.
/// </summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private readonly CertificateSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private volatile SslStreamCertificateContext _current;
    private string _stamp;
    private DateTimeOffset _looked;
    private DateTimeOffset _warned;

    /// <exception cref="IOException">The files cannot be used; the message names file and cause.</exception>
    public ServerCertificate(CertificateSource source, TimeProvider time, ILogger log)
    {
        (_source, _time, _log) = (source, time, log);
        _looked = time.GetUtcNow();

        // The stamp first: files that change while they are read are read again.
        _stamp = CertificateFiles.Stamp(source);
        _current = CertificateFiles.Load(source);
        Tell(_looked);
    }

    /// <summary>Stops a start whose certificate cannot be used, before it touches the archive.</summary>
    /// <exception cref="IOException">It cannot; the message names file and cause.</exception>
    public static void Check(CertificateSource source)
    {
        if (source.File.Length > 0) CertificateFiles.Load(source);
    }

    /// <summary>
    /// For Kestrel, which asks before each handshake. Not its callback with the client's hello: a hello that it cannot read reaches no
    /// certificate there, which Kestrel then logs as an error of ours, once for each that a stranger sends.
    /// </summary>
    public HttpsConnectionAdapterOptions Handshake => new()
    {
        ServerCertificate = _current.TargetCertificate,
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        OnAuthenticate = (_, handshake) => handshake.ServerCertificateContext = Current(),
    };

    /// <summary>The certificate of this moment.</summary>
    public SslStreamCertificateContext Current()
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            if ((now - _looked).Duration() >= LookEvery)
            {
                _looked = now;
                Refresh(now);
                if ((now - _warned).Duration() >= WarnEvery) WarnOfExpiry(now);
            }
        }

        return _current;
    }

    private void Refresh(DateTimeOffset now)
    {
        string stamp = CertificateFiles.Stamp(_source);
        if (stamp == _stamp) return;
        _stamp = stamp;
        try
        {
            _current = CertificateFiles.Load(_source);
            Tell(now);
        }
        catch (IOException e)
        {
            _log.CertificateNotLoaded(e.Message);
        }
    }

    private void Tell(DateTimeOffset now)
    {
        X509Certificate2 leaf = _current.TargetCertificate;
        _log.CertificateLoaded(leaf.Subject, _source.File, leaf.NotAfter.ToUniversalTime());
        WarnOfExpiry(now);
    }

    private void WarnOfExpiry(DateTimeOffset now)
    {
        X509Certificate2 leaf = _current.TargetCertificate;
        DateTime end = leaf.NotAfter.ToUniversalTime();
        _warned = now;
        if (end < now) _log.CertificateExpired(leaf.Subject, _source.File, end);
        else if (end < now + Soon) _log.CertificateExpires(leaf.Subject, _source.File, end);
    }
}
