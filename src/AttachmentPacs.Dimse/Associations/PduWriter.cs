using System.Buffers;
using System.Buffers.Binary;
using System.Security.Authentication;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// PDUs to a connection. A message is gathered in one buffer and leaves in as few writes as it fits in: a response in one, so that no peer waits
/// for the second half of it. Used by one writer at a time.
/// </summary>
internal sealed class PduWriter(Stream stream, IdleTimer idle)
{
    private const int MaxBuffer = 128 << 10;
    private const int MinBuffer = 4 << 10;
    private const int HeaderSize = 12;

    // Headers of a PDU's value take six of the bytes that its maximum counts. Less than two of content cannot be told: fragments are even.
    private const int LeastPduLength = 8;

    /// <summary>Bytes written so far.</summary>
    public long Sent { get; private set; }

    /// <summary>The connection took a write no more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Sends a whole PDU.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> pdu, CancellationToken cancellationToken)
    {
        idle.Writing(true);
        try
        {
            await stream.WriteAsync(pdu, cancellationToken).ConfigureAwait(false);
            Sent += pdu.Length;
        }
        catch (Exception e) when (e is IOException or AuthenticationException or ObjectDisposedException)
        {
            IsBroken = true;
            throw new AssociationException($"The connection broke: {e.Message}", e);
        }
        finally
        {
            idle.Writing(false);
        }
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
    /// <exception cref="AssociationException">The connection broke. What the data set's own stream throws comes as it is.</exception>
    /// <exception cref="EndOfStreamException">The data set is shorter than it was said to be.</exception>
    public async ValueTask WriteMessageAsync(
        byte context, Command command, OutgoingDataSet? dataSet, uint maxPduLength, CancellationToken cancellationToken)
    {
        byte[] bytes = CommandCodec.Write(command with { HasDataSet = dataSet is not null });
        long needed = bytes.Length + (dataSet?.Length ?? 0) + (2 * HeaderSize);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(needed, MinBuffer, MaxBuffer));
        try
        {
            // Fragments have an even number of bytes (PS3.8 E.1).
            long longest = Math.Max(maxPduLength == 0 ? uint.MaxValue : maxPduLength, LeastPduLength) - 6;
            int limit = (int)Math.Min(longest, buffer.Length - HeaderSize) & ~1;
            int used = await FragmentAsync(buffer, 0, context, isCommand: true, OutgoingDataSet.Of(bytes), limit, cancellationToken).ConfigureAwait(false);
            if (dataSet is { } data) used = await FragmentAsync(buffer, used, context, isCommand: false, data, limit, cancellationToken).ConfigureAwait(false);
            await WriteAsync(buffer.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Appends the fragments to what the buffer holds, and writes it whenever it is full; returns how much it holds then.</summary>
    private async ValueTask<int> FragmentAsync(
        byte[] buffer, int used, byte context, bool isCommand, OutgoingDataSet data, int limit, CancellationToken cancellationToken)
    {
        long left = data.Length;
        do
        {
            int count = (int)Math.Min(left, limit);
            if (used + HeaderSize + count > buffer.Length)
            {
                await WriteAsync(buffer.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
                used = 0;
            }

            await data.Content.ReadExactlyAsync(buffer.AsMemory(used + HeaderSize, count), cancellationToken).ConfigureAwait(false);
            left -= count;
            WriteHeader(buffer.AsSpan(used), context, isCommand, isLast: left == 0, count);
            used += HeaderSize + count;
        }
        while (left > 0);
        return used;
    }

    // One value a PDU (PS3.8 9.3.5): type, reserved, length; length of the value, context, control header.
    private static void WriteHeader(Span<byte> header, byte context, bool isCommand, bool isLast, int count)
    {
        header[0] = (byte)PduType.Data;
        header[1] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[2..], (uint)count + 6);
        BinaryPrimitives.WriteUInt32BigEndian(header[6..], (uint)count + 2);
        header[10] = context;
        header[11] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
    }
}
