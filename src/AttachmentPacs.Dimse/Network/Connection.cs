using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Network;

/// <summary>A TCP connection, with or without TLS, as PDUs. Owns the socket.</summary>
internal sealed class Connection : IDisposable
{
    // A PDU of the size that is offered, with its headers, fits in one read.
    private const int ReadBuffer = (128 << 10) + 256;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly PipeReader _pipe;
    private Stream _stream;

    private Connection(Socket socket, Stream stream, string? tls, TimeProvider time)
    {
        (_socket, _stream, _time, Tls) = (socket, stream, time, tls);
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        Remote = remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
        Idle = new IdleTimer(time);
        _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBuffer, leaveOpen: true));
        Reader = new PduReader(_pipe, Idle);
        Writer = new PduWriter(stream, Idle);
    }

    public IPEndPoint Remote { get; }

    /// <summary>Protocol and cipher suite; null without TLS.</summary>
    public string? Tls { get; }

    public IdleTimer Idle { get; }

    public PduReader Reader { get; }

    public PduWriter Writer { get; }

    /// <summary>The server's side of a connection.</summary>
    public static async Task<Connection> AcceptAsync(Socket socket, SslServerAuthenticationOptions? tls, TimeProvider time, CancellationToken cancellationToken)
    {
        socket.NoDelay = true;
        var stream = new SocketStream(socket);
        if (tls is null) return new Connection(socket, stream, null, time);
        var secured = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await secured.AuthenticateAsServerAsync(tls, cancellationToken).ConfigureAwait(false);
            return new Connection(socket, secured, Describe(secured), time);
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The client's side of a connection.</summary>
    public static async Task<Connection> OpenAsync(string host, int port, SslClientAuthenticationOptions? tls, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            var stream = new SocketStream(socket);
            if (tls is null) return new Connection(socket, stream, null, time);
            var secured = new SslStream(stream, leaveInnerStreamOpen: true);
            await secured.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return new Connection(socket, secured, Describe(secured), time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends the A-ABORT that an end asks for, and closes. Where the peer has the last word it is waited for, as a connection that is closed with
    /// unread bytes is reset, and what was sent last may be lost with it (PS3.8 9.2, states 13 and AA-1).
    /// </summary>
    public async Task CloseAsync(AssociationEnd end, TimeSpan artim, bool isRequestor)
    {
        using var limit = new CancellationTokenSource(artim, _time);
        try
        {
            if (end is { Kind: EndKind.Aborted, Abort: { } abort })
            {
                await Writer.WriteShortAsync(PduType.Abort, 0, abort.IsProvider ? (byte)2 : (byte)0, (byte)abort.Reason, limit.Token).ConfigureAwait(false);
            }

            if (end.Kind == EndKind.Aborted || (end.Kind == EndKind.Released && !isRequestor)) await LingerAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or InvalidOperationException or ObjectDisposedException)
        {
            // The peer is gone, or does not read: it is closed without a word.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Says that nothing more comes, and reads until the peer closes, too.</summary>
    public async Task LingerAsync(CancellationToken cancellationToken)
    {
        if (_stream is SslStream secured) await secured.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
        await Reader.DrainAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Idle.Dispose();
        _pipe.Complete();
        Writer.Dispose();
        if (_stream is SslStream) _stream.Dispose();
        _stream = Stream.Null;
        _socket.Dispose();
    }

    private static string Describe(SslStream stream) => $"{stream.SslProtocol} {stream.NegotiatedCipherSuite}";
}
