using System.Buffers.Binary;
using System.Net.Sockets;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load.Dimse;

/// <summary>C-STORE, one after the other, on one association that is kept open.</summary>
internal sealed class StoreClient : ILoadClient
{
    private const string CallingTitle = "BENCH";
    private const int OrdinaryPdu = 16384;
    private const int LongPdu = 128 << 10;
    private const int MilliSecondsOfSilence = 600_000;
    private const int MilliSecondsForRelease = 2_000;
    private const int Tcp = 6;
    private const int QuickAck = 12; // tcp(7): it does not last

    private static readonly byte[] On = BitConverter.GetBytes(1);

    private readonly Socket _socket;
    private readonly SenderManner _manner;
    private readonly Func<int, InstanceKey> _keys;
    private readonly StoreMessage _message;
    private readonly byte[] _pdu = new byte[LongPdu];
    private ushort _messageId;

    /// <summary>Associates.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="template">What is sent.</param>
    /// <param name="keys">The instance of an operation.</param>
    /// <param name="manner">How.</param>
    /// <exception cref="IOException">The association is not accepted.</exception>
    public StoreClient(DicomTarget server, InstanceTemplate template, Func<int, InstanceKey> keys, SenderManner manner)
    {
        _keys = keys;
        _manner = manner;
        _socket = new Socket(server.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = manner == SenderManner.AtOnce, ReceiveTimeout = MilliSecondsOfSilence, SendTimeout = MilliSecondsOfSilence,
        };
        try
        {
            _socket.Connect(server.Address);
            int own = manner == SenderManner.AtOnce ? LongPdu : OrdinaryPdu;
            Send(AssociationPdus.Request(server.AeTitle, CallingTitle, template.SopClassUid, template.TransferSyntaxUid, own));
            byte type = ReadPdu(out ReadOnlySpan<byte> body);
            int theirs = AssociationPdus.ReadAnswer(type, body);
            int longest = theirs is 0 ? own : Math.Min(own, theirs);
            _message = new StoreMessage(template, longest - StoreMessage.FragmentHeader);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Execute(int number)
    {
        _message.Write(++_messageId, _keys(number));
        if (_manner == SenderManner.AtOnce)
        {
            Send(_message.Bytes);
        }
        else
        {
            foreach (Range pdu in _message.Pdus)
            {
                ReadOnlySpan<byte> bytes = _message.Bytes[pdu];
                Send(bytes[..StoreMessage.FragmentHeader]);
                Send(bytes[StoreMessage.FragmentHeader..]);
            }
        }

        ushort status = ReadStatus();
        if (status != 0) throw new IOException($"C-STORE was answered with status {status:X4}.");
    }

    /// <inheritdoc/>
    public void Abandon() => _socket.Dispose();

    /// <summary>Releases the association.</summary>
    public void Dispose()
    {
        try
        {
            _socket.SendTimeout = _socket.ReceiveTimeout = MilliSecondsForRelease;
            Send(AssociationPdus.Release());
            ReadPdu(out _);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // It has ended already: whatever ended it has been counted as the failure of an operation.
        }
        finally
        {
            _socket.Dispose();
        }
    }

    // The command of a C-STORE response fits into one PDV (PS3.7 9.3.1.2).
    private ushort ReadStatus()
    {
        byte type = ReadPdu(out ReadOnlySpan<byte> body);
        if (type != 0x04) throw new IOException($"Instead of an answer a PDU of type {type:x2} came.");
        for (ReadOnlySpan<byte> elements = body[6..]; elements.Length >= 8; elements = elements[(8 + BinaryPrimitives.ReadInt32LittleEndian(elements[4..]))..])
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(elements[2..]) == 0x0900) return BinaryPrimitives.ReadUInt16LittleEndian(elements[8..]);
        }

        throw new IOException("The answer has no status.");
    }

    private byte ReadPdu(out ReadOnlySpan<byte> body)
    {
        Receive(_pdu.AsSpan(0, AssociationPdus.HeaderSize));
        uint length = BinaryPrimitives.ReadUInt32BigEndian(_pdu.AsSpan(2));
        if (length > _pdu.Length - AssociationPdus.HeaderSize) throw new IOException($"A PDU of {length} bytes came, which is longer than was negotiated.");
        Receive(_pdu.AsSpan(AssociationPdus.HeaderSize, (int)length));
        body = _pdu.AsSpan(AssociationPdus.HeaderSize, (int)length);
        return _pdu[0];
    }

    private void Receive(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_manner == SenderManner.AtOnce) _socket.SetRawSocketOption(Tcp, QuickAck, On);
            int count = _socket.Receive(bytes);
            if (count == 0) throw new IOException("The server closed the association.");
            bytes = bytes[count..];
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }
}
