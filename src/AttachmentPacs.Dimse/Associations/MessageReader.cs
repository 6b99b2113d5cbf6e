using System.Runtime.CompilerServices;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>What comes next on an association.</summary>
internal enum Incoming
{
    Message,
    ReleaseRequest,
    ReleaseResponse,
}

/// <summary>
/// Puts messages together from presentation data values (PS3.8 Annex E, PS3.7 6.3). The command set is gathered, the data set is left to whoever
/// reads it: the next message begins where it has ended.
/// </summary>
/// <param name="pdus">The connection.</param>
/// <param name="contexts">The accepted presentation contexts.</param>
/// <param name="maxPduLength">What was offered to the peer; 0 for no limit.</param>
internal sealed class MessageReader(PduReader pdus, IReadOnlyDictionary<byte, PresentationContext> contexts, uint maxPduLength)
{
    // The longest real command sets have a few hundred bytes.
    private const int MaxCommandLength = 64 << 10;

    private readonly byte[] _command = new byte[1024];
    private long _pduLeft;
    private long _valueLeft;
    private byte _context;
    private bool _isCommand;
    private bool _isLast;
    private volatile bool _isBetweenMessages;

    /// <summary>Waits for a message to begin.</summary>
    public bool IsBetweenMessages => _isBetweenMessages;

    /// <summary>The next message; null with the two others.</summary>
    /// <exception cref="ProtocolException">The peer broke the rules.</exception>
    /// <exception cref="AssociationAbortedException">The peer aborted.</exception>
    public async ValueTask<(Incoming Kind, DimseMessage? Message)> NextAsync(CancellationToken cancellationToken)
    {
        _isBetweenMessages = true;
        Incoming kind = await FragmentAsync(isFirst: true, cancellationToken).ConfigureAwait(false);
        _isBetweenMessages = false;
        if (kind != Incoming.Message) return (kind, null);
        if (!_isCommand) throw new ProtocolException(AbortReason.UnexpectedParameter, "A data set came without a command before it");
        if (!contexts.TryGetValue(_context, out PresentationContext? context))
        {
            throw new ProtocolException(AbortReason.InvalidParameter, $"A message came in presentation context {_context}, which was not accepted");
        }

        Command command = CommandCodec.Read((await GatherAsync(context.Id, cancellationToken).ConfigureAwait(false)).Span);
        return (kind, new DimseMessage(context, command, command.HasDataSet ? new DataSetStream(this) : null));
    }

    /// <summary>Bytes of the data set; 0 at its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadDataAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (_valueLeft == 0)
        {
            if (!_isCommand && _isLast) return 0;
            byte context = _context;
            await FragmentAsync(isFirst: false, cancellationToken).ConfigureAwait(false);
            if (_isCommand || _context != context)
            {
                throw new ProtocolException(AbortReason.UnexpectedParameter, "A command, or a value of another presentation context, came within a data set");
            }
        }

        if (destination.Length > _valueLeft) destination = destination[..(int)_valueLeft];
        int count = await pdus.CopyAsync(destination, cancellationToken).ConfigureAwait(false);
        Consume(count);
        return count;
    }

    private async ValueTask<ReadOnlyMemory<byte>> GatherAsync(byte context, CancellationToken cancellationToken)
    {
        byte[] bytes = _command;
        int used = 0;
        while (true)
        {
            while (_valueLeft > 0)
            {
                if (used == bytes.Length)
                {
                    if (used >= MaxCommandLength) throw new ProtocolException(AbortReason.InvalidParameter, $"A command set is longer than {MaxCommandLength} bytes");
                    Array.Resize(ref bytes, used * 2);
                }

                int count = (int)Math.Min(bytes.Length - used, _valueLeft);
                count = await pdus.CopyAsync(bytes.AsMemory(used, count), cancellationToken).ConfigureAwait(false);
                Consume(count);
                used += count;
            }

            if (_isLast) return bytes.AsMemory(0, used);
            await FragmentAsync(isFirst: false, cancellationToken).ConfigureAwait(false);
            if (!_isCommand || _context != context)
            {
                throw new ProtocolException(AbortReason.UnexpectedParameter, "A data set, or a value of another presentation context, came within a command");
            }
        }
    }

    private void Consume(int count)
    {
        _valueLeft -= count;
        _pduLeft -= count;
    }

    /// <summary>The header of the next value, from the PDU at hand or the next one.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Incoming> FragmentAsync(bool isFirst, CancellationToken cancellationToken)
    {
        while (_pduLeft == 0)
        {
            (PduType type, uint length) = await pdus.HeaderAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new AssociationException(isFirst
                    ? "The peer closed the connection without a release"
                    : "The peer closed the connection in the middle of a message");
            switch (type)
            {
                case PduType.Data:
                    if (length > maxPduLength && maxPduLength != 0)
                    {
                        throw new ProtocolException(AbortReason.InvalidParameter, $"A P-DATA-TF PDU has {length} bytes, more than the {maxPduLength} that were negotiated");
                    }

                    _pduLeft = length;
                    break;
                case PduType.ReleaseRequest or PduType.ReleaseResponse when isFirst:
                    await pdus.BodyAsync(length, PduReader.MaxShortLength, cancellationToken).ConfigureAwait(false);
                    return type == PduType.ReleaseRequest ? Incoming.ReleaseRequest : Incoming.ReleaseResponse;
                case PduType.Abort:
                    byte[] body = await pdus.BodyAsync(length, PduReader.MaxShortLength, cancellationToken).ConfigureAwait(false);
                    throw new AssociationAbortedException(body is [_, _, byte source, byte reason, ..]
                        ? new AssociationAbort(source != 0, (AbortReason)reason)
                        : AssociationAbort.ByUser);
                default:
                    throw Enum.IsDefined(type)
                        ? new ProtocolException(AbortReason.UnexpectedPdu, $"A PDU of type {(byte)type} came where it must not")
                        : new ProtocolException(AbortReason.UnrecognizedPdu, $"A PDU has the unknown type {(byte)type}");
            }
        }

        if (_pduLeft < 6) throw new ProtocolException(AbortReason.InvalidParameter, "A P-DATA-TF PDU ends within the header of a value");
        (uint value, _context, byte control) = await pdus.ValueHeaderAsync(cancellationToken).ConfigureAwait(false);
        _pduLeft -= 6;
        _valueLeft = (long)value - 2;
        (_isCommand, _isLast) = ((control & 1) != 0, (control & 2) != 0);
        if (_valueLeft < 0 || _valueLeft > _pduLeft)
        {
            throw new ProtocolException(AbortReason.InvalidParameter, $"A presentation data value of {value} bytes does not fit into its PDU");
        }

        return Incoming.Message;
    }
}
