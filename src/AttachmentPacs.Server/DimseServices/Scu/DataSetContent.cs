using System.Buffers;
using AttachmentPacs.Core;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>The data set of a DICOM file, byte for byte: preamble and File Meta Information are left off (PS3.7 6.3.1, PS3.10 7.1).</summary>
internal sealed class DataSetContent : ForwardStream
{
    private const int Piece = 4096;

    private readonly Stream _rest;
    private ReadOnlyMemory<byte> _start;
    private bool _owesPadding;

    private DataSetContent(ReadOnlyMemory<byte> start, Stream rest, long length, TransferSyntax syntax, DataSetEncoding encoding)
    {
        (_start, _rest, Syntax, Encoding) = (start, rest, syntax, encoding);

        // PS3.5 A.5: a deflated stream of odd length gets one NUL behind it.
        _owesPadding = syntax.IsDeflated && length % 2 != 0;
        DataSetLength = _owesPadding ? length + 1 : length;
    }

    /// <summary>Bytes of the data set, padding of a deflated one included.</summary>
    public long DataSetLength { get; }

    /// <summary>The transfer syntax that the file names.</summary>
    public TransferSyntax Syntax { get; }

    /// <summary>How the bytes really are.</summary>
    public DataSetEncoding Encoding { get; }

    /// <summary>The bytes are what the transfer syntax says.</summary>
    public bool IsAsDeclared => Syntax.IsExplicit == Encoding.IsExplicit && Syntax.IsBigEndian == Encoding.IsBigEndian;

    /// <summary>What kept the file from being read; an association that sends it ends with an error of its own.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Reads as far as the data set.</summary>
    /// <param name="file">The file, from its beginning.</param>
    /// <param name="size">Bytes of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DicomFormatException">It has none.</exception>
    public static async Task<DataSetContent> OpenAsync(Stream file, long size, CancellationToken cancellationToken)
    {
        using var reader = new DicomHeadReader();
        var start = new ArrayBufferWriter<byte>(2 * Piece);
        while (reader.Encoding is null)
        {
            Memory<byte> piece = start.GetMemory(Piece)[..Piece];
            int count = await file.ReadAsync(piece, cancellationToken).ConfigureAwait(false);
            if (count == 0) break;
            reader.Feed(piece.Span[..count]);
            start.Advance(count);
        }

        // A file that ends before has none, and says so here.
        if (reader.Encoding is null) reader.Complete();
        DataSetEncoding encoding = reader.Encoding!.Value;
        return new DataSetContent(start.WrittenMemory[(int)encoding.Offset..], file, size - encoding.Offset, reader.TransferSyntax!, encoding);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_start.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _start.Length);
            _start[..count].CopyTo(buffer);
            _start = _start[count..];
            return count;
        }

        try
        {
            int count = await _rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0 || !_owesPadding || buffer.IsEmpty) return count;
            _owesPadding = false;
            buffer.Span[0] = 0;
            return 1;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failure = e;
            throw;
        }
    }
}
