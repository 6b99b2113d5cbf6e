namespace AttachmentPacs.Storage.Codecs;

/// <summary>A sink as the write-only stream that the framework's compressors ask for.</summary>
internal sealed class SinkStream(IStoredSink sink) : Stream
{
    /// <summary>From now on bytes are thrown away: compressors write a last piece even when they are only given up.</summary>
    public bool Closed { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!Closed) sink.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
