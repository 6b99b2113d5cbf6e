using System.Runtime.CompilerServices;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// A data set as it comes in. Read by one reader at a time, and to its end: a read that finds the data set broken, and each after it, throws.
/// </summary>
internal sealed class DataSetStream(MessageReader reader) : Stream
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done once the last byte was read, or could not be. Never fails.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What kept it from being read to its end.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended.Task.IsCompleted || buffer.IsEmpty)
        {
            // What broke stays broken: it must never read as the end.
            return Failure is null ? 0 : throw Broken(Failure);
        }

        try
        {
            int count = await reader.ReadDataAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0) _ended.TrySetResult();
            return count;
        }
        catch (Exception e)
        {
            Failure = e;
            _ended.TrySetResult();
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads what nobody wanted.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (_ended.Task.IsCompleted && Failure is null) return;
        byte[] buffer = new byte[16 << 10];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Data sets are read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static AssociationException Broken(Exception failure) => new($"The data set could not be read to its end: {failure.Message}", failure);
}
