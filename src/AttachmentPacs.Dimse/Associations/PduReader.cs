using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// PDUs from a connection. Memory is taken for what has come, never for what a header claims; a PDU that is longer than its kind may be is refused
/// before it is read.
/// </summary>
internal sealed class PduReader(PipeReader pipe, IdleTimer idle)
{
    /// <summary>An A-ASSOCIATE PDU of 128 contexts with 20 transfer syntaxes each holds less.</summary>
    public const int MaxAssociateLength = 256 << 10;

    /// <summary>Bytes read so far.</summary>
    public long Received { get; private set; }

    /// <summary>Type and length of the next PDU (PS3.8 9.3.1); null where the connection ends between two.</summary>
    public async ValueTask<(PduType Type, uint Length)?> HeaderAsync(CancellationToken cancellationToken)
    {
        ReadOnlySequence<byte> buffer = await NeedAsync(6, mayEnd: true, cancellationToken).ConfigureAwait(false);
        if (buffer.IsEmpty) return null;
        (PduType, uint) header = Header(buffer);
        Take(buffer, 6);
        return header;
    }

    /// <summary>The body of a short PDU.</summary>
    public async ValueTask<byte[]> BodyAsync(uint length, CancellationToken cancellationToken)
    {
        if (length > MaxAssociateLength) throw new ProtocolException(AbortReason.InvalidParameter, $"A PDU of {length} bytes is longer than its kind may be");
        if (length == 0) return [];
        ReadOnlySequence<byte> buffer = await NeedAsync((int)length, mayEnd: false, cancellationToken).ConfigureAwait(false);
        byte[] body = buffer.Slice(0, length).ToArray();
        Take(buffer, (int)length);
        return body;
    }

    /// <summary>Length, presentation context and control header of a presentation data value (PS3.8 9.3.5.1, E.2).</summary>
    public async ValueTask<(uint Length, byte Context, byte Control)> ValueHeaderAsync(CancellationToken cancellationToken)
    {
        ReadOnlySequence<byte> buffer = await NeedAsync(6, mayEnd: false, cancellationToken).ConfigureAwait(false);
        (uint, byte, byte) header = ValueHeader(buffer);
        Take(buffer, 6);
        return header;
    }

    /// <summary>As many bytes as are there, at least one, at most what the destination holds.</summary>
    public async ValueTask<int> CopyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        ReadOnlySequence<byte> buffer = await NeedAsync(1, mayEnd: false, cancellationToken).ConfigureAwait(false);
        int count = (int)Math.Min(buffer.Length, destination.Length);
        buffer.Slice(0, count).CopyTo(destination.Span);
        Take(buffer, count);
        return count;
    }

    /// <summary>Reads and forgets until the peer closes the connection.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            pipe.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    private async ValueTask<ReadOnlySequence<byte>> NeedAsync(int count, bool mayEnd, CancellationToken cancellationToken)
    {
        ReadResult result = await pipe.ReadAtLeastAsync(count, cancellationToken).ConfigureAwait(false);
        idle.Touch();
        if (result.Buffer.Length >= count || (mayEnd && result.Buffer.IsEmpty)) return result.Buffer;
        pipe.AdvanceTo(result.Buffer.End);
        throw new AssociationException("The peer closed the connection in the middle of a PDU");
    }

    private void Take(in ReadOnlySequence<byte> buffer, int count)
    {
        Received += count;
        pipe.AdvanceTo(buffer.GetPosition(count));
    }

    private static (PduType Type, uint Length) Header(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[6];
        buffer.Slice(0, 6).CopyTo(bytes);
        return ((PduType)bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));
    }

    private static (uint Length, byte Context, byte Control) ValueHeader(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[6];
        buffer.Slice(0, 6).CopyTo(bytes);
        return (BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4], bytes[5]);
    }
}
