using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// PDUs from a connection, through one buffer. Memory is taken for what has come, never for what a header claims; a PDU that is longer than its
/// kind may be is refused before it is read. Used by one reader at a time, until <see cref="DrainAsync"/> takes the rest away from it.
/// </summary>
internal sealed class PduReader(Stream stream, IdleTimer idle)
{
    /// <summary>An A-ASSOCIATE PDU of 128 contexts with 20 transfer syntaxes each holds less.</summary>
    public const int MaxAssociateLength = 256 << 10;

    /// <summary>Of the PDUs that have four bytes of body.</summary>
    public const int MaxShortLength = 256;

    private const int BufferSize = 64 << 10;

    // Less than this is read into the buffer, so that the header behind it comes along.
    private const int LeastDirectRead = 16 << 10;

    // Not from a pool: a read that outlives its association must not write into somebody else's bytes.
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private int _start;
    private int _end;
    private volatile bool _isOver;

    /// <summary>Bytes read so far.</summary>
    public long Received { get; private set; }

    /// <summary>Type and length of the next PDU (PS3.8 9.3.1); null where the connection ends between two.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(PduType Type, uint Length)?> HeaderAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(6, cancellationToken).ConfigureAwait(false)) return _start == _end ? null : throw Cut();
        ReadOnlySpan<byte> header = Take(6);
        return ((PduType)header[0], BinaryPrimitives.ReadUInt32BigEndian(header[2..]));
    }

    /// <summary>The body of a PDU that is read whole.</summary>
    /// <param name="length">As its header says.</param>
    /// <param name="max">The longest of its kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<byte[]> BodyAsync(uint length, int max, CancellationToken cancellationToken)
    {
        if (length > max) throw new ProtocolException(AbortReason.InvalidParameter, $"A PDU of {length} bytes is longer than its kind may be ({max})");
        byte[] body = new byte[Math.Min(length, 4 << 10)];
        for (int used = 0; used < length;)
        {
            if (used == body.Length) Array.Resize(ref body, (int)Math.Min(length, body.Length * 2L));
            used += await CopyAsync(body.AsMemory(used), cancellationToken).ConfigureAwait(false);
        }

        return body;
    }

    /// <summary>Length, presentation context and control header of a presentation data value (PS3.8 9.3.5.1, E.2).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(uint Length, byte Context, byte Control)> ValueHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(6, cancellationToken).ConfigureAwait(false)) throw Cut();
        ReadOnlySpan<byte> header = Take(6);
        return (BinaryPrimitives.ReadUInt32BigEndian(header), header[4], header[5]);
    }

    /// <summary>As many bytes as are there, at least one, at most what the destination holds.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> CopyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_start == _end && destination.Length >= LeastDirectRead)
        {
            return await ReadAsync(destination, cancellationToken).ConfigureAwait(false) is > 0 and int read ? read : throw Cut();
        }

        if (!await FillAsync(1, cancellationToken).ConfigureAwait(false)) throw Cut();
        int count = Math.Min(_end - _start, destination.Length);
        Take(count).CopyTo(destination.Span);
        return count;
    }

    /// <summary>Reads and forgets until the peer closes the connection. Whoever reads besides gets no more bytes, but an exception.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        _isOver = true;
        byte[] buffer = new byte[4 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    /// <summary>Whether so many bytes are in the buffer, or could be got.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start >= count) return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < count)
        {
            int read = await ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0) return false;
            _end += read;
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        idle.Reading(true);
        try
        {
            int read = await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
            if (_isOver) throw new AssociationException("The association has ended");
            Received += read;
            return read;
        }
        catch (Exception e) when (e is (IOException and not AssociationException) or AuthenticationException or ObjectDisposedException)
        {
            throw new AssociationException($"The connection broke: {e.Message}", e);
        }
        finally
        {
            idle.Reading(false);
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _buffer.AsSpan(_start, count);
        _start += count;
        return taken;
    }

    private static AssociationException Cut() => new("The peer closed the connection in the middle of a PDU");
}
