namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// The decoded content of a blob. It is exactly as long as recorded: what decodes to less or more, or does not end where the file ends, is
/// damaged, and said to be so before the last bytes are handed out.
/// </summary>
internal sealed class ContentStream(BlobInfo blob, IStoredSource source, IDisposable owner) : ReadOnlyStream
{
    private readonly BlobDecoder _decoder = BlobDecoder.Create(blob.Codec, source, blob.Size);
    private long _produced;
    private bool _endChecked;
    private bool _disposed;

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty) return 0;
        int read = 0;
        long left = blob.Size - _produced;
        if (left > 0)
        {
            read = Decode(buffer[..(int)Math.Min(left, buffer.Length)]);
            if (read == 0) throw new BlobCorruptException(blob.Id, $"its content ends after {_produced} bytes, {blob.Size} are recorded.");
            _produced += read;
        }

        if (_produced == blob.Size && !_endChecked) CheckEnd();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _decoder.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (Decode(one) != 0) throw new BlobCorruptException(blob.Id, $"its content goes on after the recorded {blob.Size} bytes.");
        if (source.Remaining > 0) throw new BlobCorruptException(blob.Id, $"{source.Remaining} stored bytes follow the end of the content.");
        _endChecked = true;
    }

    private int Decode(Span<byte> buffer)
    {
        try
        {
            return _decoder.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new BlobCorruptException(blob.Id, $"it does not decode after {_produced} bytes of content: {e.Message}");
        }
    }
}
