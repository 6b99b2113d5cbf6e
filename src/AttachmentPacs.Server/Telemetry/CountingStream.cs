using AttachmentPacs.Server.Hosting;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>Counts the bytes that pass through a body, which it does not own. Whoever had to wait for the client goes on on the pool (<see cref="SocketThreads"/>).</summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    /// <summary>Bytes read or written so far.</summary>
    public long Count { get; private set; }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count += count;
            return count;
        }
        finally
        {
            // What is done with a body, or when it breaks off, waits for disks.
            await SocketThreads.LeaveAsync().ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Count += read;
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count += buffer.Length;
        ValueTask write = inner.WriteAsync(buffer, cancellationToken);
        return write.IsCompletedSuccessfully ? write : LeaveBehindAsync(write.AsTask());
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Count += count;
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Task flush = inner.FlushAsync(cancellationToken);
        return flush.IsCompletedSuccessfully ? flush : LeaveBehindAsync(flush).AsTask();
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // Who writes more reads more of a file, or asks the index for more of a list.
    private static async ValueTask LeaveBehindAsync(Task done)
    {
        try
        {
            await done.ConfigureAwait(false);
        }
        finally
        {
            await SocketThreads.LeaveAsync().ConfigureAwait(false);
        }
    }
}
