using System.Buffers;
using System.Buffers.Binary;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// PDUs to a connection. A message is gathered in one buffer and leaves in as few writes as it fits in: a response in one, so that no peer waits
/// for the second half of it.
/// </summary>
internal sealed class PduWriter(Stream stream, IdleTimer idle) : IDisposable
{
    private const int BufferSize = 128 << 10;
    private const int HeaderSize = 12;

    private byte[]? _buffer;
    private int _used;

    /// <summary>Bytes written so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends a whole PDU.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> pdu, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(pdu, cancellationToken).ConfigureAwait(false);
        Sent += pdu.Length;
        idle.Touch();
    }

    /// <summary>Sends a PDU of four bytes of body: A-ASSOCIATE-RJ, A-RELEASE, A-ABORT.</summary>
    public ValueTask WriteShortAsync(PduType type, byte second, byte third, byte fourth, CancellationToken cancellationToken) =>
        WriteAsync(new byte[] { (byte)type, 0, 0, 0, 0, 4, 0, second, third, fourth }, cancellationToken);

    /// <summary>Sends a message (PS3.7 6.3): the command set and, if there is one, the data set in fragments that the peer takes.</summary>
    /// <param name="context">Its presentation context.</param>
    /// <param name="command">Its command set.</param>
    /// <param name="dataSet">Its data set.</param>
    /// <param name="maxPduLength">The peer's maximum; 0 for none.</param>
    /// <param name="cancellationToken">Cancels: the association is of no use afterwards.</param>
    /// <exception cref="EndOfStreamException">The data set is shorter than it was said to be.</exception>
    public async ValueTask WriteMessageAsync(
        byte context, Command command, OutgoingDataSet? dataSet, uint maxPduLength, CancellationToken cancellationToken)
    {
        // A value's header takes six of the bytes that the maximum counts; a maximum that leaves no room is taken for the least that does.
        int limit = maxPduLength is 0 or > BufferSize - 6 ? BufferSize - 6 : (int)Math.Max(maxPduLength, 16);
        byte[] bytes = CommandCodec.Write(command with { HasDataSet = dataSet is not null });
        await WriteFragmentsAsync(context, isCommand: true, OutgoingDataSet.Of(bytes), limit - 6, cancellationToken).ConfigureAwait(false);
        if (dataSet is { } data) await WriteFragmentsAsync(context, isCommand: false, data, limit - 6, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private async ValueTask WriteFragmentsAsync(byte context, bool isCommand, OutgoingDataSet data, int limit, CancellationToken cancellationToken)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        long left = data.Length;
        do
        {
            int count = (int)Math.Min(left, limit);
            if (_used + HeaderSize + count > BufferSize)
            {
                if (_used > 0) await FlushAsync(cancellationToken).ConfigureAwait(false);
                count = (int)Math.Min(count, BufferSize - HeaderSize);
            }

            await data.Content.ReadExactlyAsync(_buffer.AsMemory(_used + HeaderSize, count), cancellationToken).ConfigureAwait(false);
            left -= count;
            WriteHeader(_buffer.AsSpan(_used), context, isCommand, isLast: left == 0, count);
            _used += HeaderSize + count;
        }
        while (left > 0);
    }

    // One value a PDU (PS3.8 9.3.4 and 9.3.5): type, reserved, length; length of the value, context, control header.
    private static void WriteHeader(Span<byte> header, byte context, bool isCommand, bool isLast, int count)
    {
        header[0] = (byte)PduType.Data;
        header[1] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[2..], (uint)count + 6);
        BinaryPrimitives.WriteUInt32BigEndian(header[6..], (uint)count + 2);
        header[10] = context;
        header[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(_buffer.AsMemory(0, _used), cancellationToken).ConfigureAwait(false);
        _used = 0;
    }
}
