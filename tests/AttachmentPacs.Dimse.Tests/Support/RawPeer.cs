using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Tests.Support;

/// <summary>A peer that sends what it likes.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    public RawPeer(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        _stream = new NetworkStream(socket);
    }

    public Socket Socket => _socket;

    public static async Task<RawPeer> ConnectAsync(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        return new RawPeer(socket);
    }

    /// <summary>Connects, and has an association accepted.</summary>
    public static async Task<RawPeer> AssociateAsync(IPEndPoint server, Func<UserInformation, UserInformation>? change = null)
    {
        RawPeer peer = await ConnectAsync(server);
        await peer.SendAsync(Wire.Associate(change));
        Assert.Equal(PduType.AssociateAccept, (await peer.ReadAsync())?.Type);
        return peer;
    }

    public async Task SendAsync(params byte[][] all)
    {
        foreach (byte[] bytes in all) await _stream.WriteAsync(bytes);
    }

    /// <summary>The next PDU; null where the connection ended or was reset.</summary>
    public async Task<(PduType Type, byte[] Body)?> ReadAsync()
    {
        byte[] header = new byte[6];
        try
        {
            if (await _stream.ReadAtLeastAsync(header, 6, throwOnEndOfStream: false) < 6) return null;
            byte[] body = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2))];
            await _stream.ReadExactlyAsync(body);
            return ((PduType)header[0], body);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next message's command, which must come in one value.</summary>
    public async Task<Command> CommandAsync()
    {
        (PduType type, byte[] body) = await ReadAsync() ?? throw new EndOfStreamException("The connection was closed instead of an answer");
        Assert.Equal(PduType.Data, type);
        return CommandCodec.Read(body.AsSpan(6));
    }

    /// <summary>The A-ABORT that must come next, and the end of the connection after it.</summary>
    public async Task<AssociationAbort> AbortAsync()
    {
        (PduType type, byte[] body) = await ReadAsync() ?? throw new EndOfStreamException("The connection was closed without an A-ABORT");
        Assert.Equal(PduType.Abort, type);
        Assert.Null(await ReadAsync());
        return new AssociationAbort(body[2] == 2, (AbortReason)body[3]);
    }

    public async Task<AssociateReject> RejectAsync()
    {
        (PduType type, byte[] body) = await ReadAsync() ?? throw new EndOfStreamException("The connection was closed without an A-ASSOCIATE-RJ");
        Assert.Equal(PduType.AssociateReject, type);
        return AssociateReject.Of(body[1], body[2], body[3]);
    }

    public async Task ReleaseAsync()
    {
        await SendAsync(Wire.ReleaseRequest);
        Assert.Equal(PduType.ReleaseResponse, (await ReadAsync())?.Type);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
