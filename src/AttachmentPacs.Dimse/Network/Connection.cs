using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Network;

/// <summary>A TCP connection, with or without TLS, as PDUs. Owns the socket.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private Connection(Socket socket, Stream stream, string? tls, TimeProvider time)
    {
        (_socket, _stream, Tls) = (socket, stream, tls);
        Remote = Plain((IPEndPoint)socket.RemoteEndPoint!);
        Idle = new IdleTimer(time);
        Reader = new PduReader(stream, Idle);
        Writer = new PduWriter(stream, Idle);
    }

    public IPEndPoint Remote { get; }

    /// <summary>Protocol and cipher suite; null without TLS.</summary>
    public string? Tls { get; }

    public IdleTimer Idle { get; }

    public PduReader Reader { get; }

    public PduWriter Writer { get; }

    /// <summary>The server's side of a connection.</summary>
    /// <exception cref="AssociationException">There is no agreement on TLS, or the connection breaks; the message says why.</exception>
    public static async Task<Connection> AcceptAsync(Socket socket, SslServerAuthenticationOptions? tls, TimeProvider time, CancellationToken cancellationToken)
    {
        socket.NoDelay = true;
        var stream = new SocketStream(socket);
        if (tls is null) return new Connection(socket, stream, null, time);
        return await SecureAsync(socket, stream, secured => secured.AuthenticateAsServerAsync(tls, cancellationToken), time).ConfigureAwait(false);
    }

    /// <summary>The client's side of a connection.</summary>
    /// <exception cref="AssociationException">There is no agreement on TLS, or the connection breaks; the message says why.</exception>
    /// <exception cref="SocketException">Nobody is reached.</exception>
    public static async Task<Connection> OpenAsync(string host, int port, SslClientAuthenticationOptions? tls, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            var stream = new SocketStream(socket);
            if (tls is null) return new Connection(socket, stream, null, time);
            return await SecureAsync(socket, stream, secured => secured.AuthenticateAsClientAsync(tls, cancellationToken), time).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>An address as it is written: IPv4 as such, even over an IPv6 socket.</summary>
    public static IPEndPoint Plain(IPEndPoint remote) =>
        remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;

    /// <summary>
    /// Sends the A-ABORT that an end asks for. Where the peer has the last word it is waited for, as a connection that is closed with unread bytes
    /// is reset, and what was sent last may be lost with it (PS3.8 9.2, state 13). The connection is to be disposed of after that.
    /// </summary>
    /// <param name="end">How the association ended.</param>
    /// <param name="waits">After a release: it is the peer who closes.</param>
    /// <param name="cancellationToken">ARTIM.</param>
    public async Task CloseAsync(AssociationEnd end, bool waits, CancellationToken cancellationToken)
    {
        try
        {
            if (end is { Kind: EndKind.Aborted, Abort: { } abort })
            {
                await Writer.WriteShortAsync(PduType.Abort, 0, abort.IsProvider ? (byte)2 : (byte)0, (byte)abort.Reason, cancellationToken).ConfigureAwait(false);
            }

            if (end.Kind == EndKind.Aborted || (end.Kind == EndKind.Released && waits)) await LingerAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (
            e is IOException or OperationCanceledException or SocketException or InvalidOperationException or NotSupportedException)
        {
            // The peer is gone, does not read or does not close; or, with TLS, somebody else still reads or writes. It is closed without a word.
        }
    }

    /// <summary>Says that nothing more comes, and reads until the peer closes, too.</summary>
    public async Task LingerAsync(CancellationToken cancellationToken)
    {
        if (_stream is SslStream secured) await secured.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
        await Reader.DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes it; whoever reads or writes fails. May be called at any time, and again.</summary>
    public void Dispose()
    {
        Idle.Dispose();
        _socket.Dispose();
        if (_stream is SslStream) _stream.Dispose();
    }

    private static async Task<Connection> SecureAsync(Socket socket, SocketStream stream, Func<SslStream, Task> handshake, TimeProvider time)
    {
        var secured = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await handshake(secured).ConfigureAwait(false);
            return new Connection(socket, secured, $"{secured.SslProtocol} {secured.NegotiatedCipherSuite}", time);
        }
        catch (Exception e)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            if (e is not (AuthenticationException or IOException)) throw;
            string reason = stream.FirstByte is { } first and < (byte)PduType.Abort + 1
                ? $"the peer speaks DICOM without TLS (it began with {first:x2})"
                : (e.InnerException ?? e).Message;
            throw new AssociationException($"No agreement on TLS: {reason}", e);
        }
    }
}
