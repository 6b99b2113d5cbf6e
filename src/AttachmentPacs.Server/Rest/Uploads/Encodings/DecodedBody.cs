using System.Buffers;
using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>
/// A body as its coding is undone, within limits that are enforced by counting. It ends only where its source ends and the coding is
/// whole; what is cut, or followed by something, is refused, never taken for a short success.
/// </summary>
internal sealed class DecodedBody(Stream source, ContentDecoder decoder, string coding, InflationLimit limit) : ForwardStream
{
    private const int InputSize = 32 << 10;

    private byte[] _input = ArrayPool<byte>.Shared.Rent(InputSize);
    private int _start;
    private int _end;
    private bool _isLast;
    private long _produced;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            DecodeStep step = decoder.Decode(_input.AsSpan(_start, _end - _start), _isLast, buffer.Span);
            _start += step.Consumed;
            if (step.Written > 0)
            {
                _produced += step.Written;
                limit.Check(_produced, coding);
                return step.Written;
            }

            if (step.Consumed > 0) continue;
            if (!_isLast) await FillAsync(cancellationToken).ConfigureAwait(false);
            else if (_start == _end && decoder.IsComplete) return 0;
            else throw new InvalidDataException($"{coding}: the stream is cut short");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        decoder.Dispose();
        if (_input.Length > 0) ArrayPool<byte>.Shared.Return(_input);
        _input = [];
        await source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        // What is left is less than a header of deflate: it moves to the front.
        _input.AsSpan(_start, _end - _start).CopyTo(_input);
        (_start, _end) = (0, _end - _start);
        int count = await source.ReadAsync(_input.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        _isLast = count == 0;
    }
}
