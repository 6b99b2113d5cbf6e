using System.Buffers;
using AttachmentPacs.Core;
using AttachmentPacs.Dicom.Writing;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>A data set that is re-encoded while it is read.</summary>
internal sealed class ReencodedStream(Stream dataSet, bool isExplicit, bool becomesExplicit) : ForwardStream
{
    private const int Piece = 64 << 10;

    private readonly DataSetReencoder _reencoder = new(isExplicit, becomesExplicit);
    private readonly ArrayBufferWriter<byte> _ready = new(2 * Piece);
    private readonly byte[] _piece = new byte[Piece];
    private int _given;
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_given == _ready.WrittenCount)
        {
            if (_hasEnded) return 0;
            _ready.ResetWrittenCount();
            _given = 0;
            int read = await dataSet.ReadAsync(_piece, cancellationToken).ConfigureAwait(false);
            if (read > 0) _reencoder.Feed(_piece.AsSpan(0, read), _ready);
            else _reencoder.Complete(_ready);
            _hasEnded = read == 0;
        }

        int count = Math.Min(buffer.Length, _ready.WrittenCount - _given);
        _ready.WrittenMemory.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }
}
