namespace AttachmentPacs.TestKit;

/// <summary>
/// A head and then bytes that are made as they are read: one random block over and over, each time with its number in its first bytes. Holds
/// one block in memory, whatever its length. The same arguments give the same bytes.
/// </summary>
public sealed class GeneratedStream : Stream
{
    private const int BlockSize = 64 << 10;

    private readonly byte[] _head;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly long _length;
    private long _position;

    /// <param name="head">What comes first.</param>
    /// <param name="generated">How many bytes follow.</param>
    /// <param name="seed">Of these.</param>
    public GeneratedStream(byte[] head, long generated, int seed)
    {
        _head = head;
        _length = head.Length + generated;
        new Random(seed).NextBytes(_block);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Bytes in all; known, although there is no seeking.</summary>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, _length - _position);
        if (count <= 0) return 0;
        if (_position < _head.Length)
        {
            count = (int)Math.Min(count, _head.Length - _position);
            _head.AsSpan((int)_position, count).CopyTo(buffer);
        }
        else
        {
            (long number, long within) = Math.DivRem(_position - _head.Length, BlockSize);
            BitConverter.TryWriteBytes(_block, number);
            count = (int)Math.Min(count, BlockSize - within);
            _block.AsSpan((int)within, count).CopyTo(buffer);
        }

        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
